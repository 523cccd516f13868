/** Two requests share one chain. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'first(chain(step)) second(chain(step))',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async (text: string) => await sleep(10, text));
  const chain = RunnableLambda.from(async (text: string) => await step(text)).withConfig({ runName: 'chain' });
  const request = async (): Promise<string> => await chain.invoke('tea');
  await Promise.all([traced('first', request)(), traced('second', request)()]);
};
