/** A tool that calls a traced function. */
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(search(look_up))',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const lookUp = traced('look_up', async (word: string) => word);
  const search = tool(async ({ word }: { word: string }) => await lookUp(word), {
    name: 'search',
    description: 'looks up a word',
    schema: z.object({ word: z.string() }),
  });
  await traced('request', async () => void (await search.invoke({ word: 'tea' })))();
};
