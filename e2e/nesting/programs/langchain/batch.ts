/** A batch of two. */
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(chain(step),chain(step))',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async (text: string) => text);
  const chain = RunnableLambda.from(async (text: string) => await step(text)).withConfig({ runName: 'chain' });
  await traced('request', async () => await chain.batch(['tea', 'pot']))();
};
