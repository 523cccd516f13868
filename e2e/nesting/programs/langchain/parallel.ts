/** Two runnables in parallel, each with a traced function of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RunnableLambda, RunnableMap } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(both(left(left_step),right(right_step)))',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const leftStep = traced('left_step', async () => await sleep(20));
  const rightStep = traced('right_step', async () => await sleep(10));
  const left = RunnableLambda.from(async () => await leftStep()).withConfig({ runName: 'left' });
  const right = RunnableLambda.from(async () => await rightStep()).withConfig({ runName: 'right' });
  const both = RunnableMap.from({ left, right }).withConfig({ runName: 'both' });
  await traced('request', async () => void (await both.invoke('tea')))();
};
