/** Work that a runnable starts and does not await. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(chain(later))',
  libraries: ['ours', 'langsmith'],
  ends: ['request', 'later'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const later = traced('later', async () => await sleep(60));
  const chain = RunnableLambda.from((text: string) => {
    void later();
    return text;
  }).withConfig({ runName: 'chain' });
  await traced('request', async () => await chain.invoke('tea'))();
};
