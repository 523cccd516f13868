/** Traced, runnable, traced, runnable, traced: each inside the one before. */
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(outer(step(inner(end))))',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const end = traced('end', async () => 'end');
  const inner = RunnableLambda.from(async () => await end()).withConfig({ runName: 'inner' });
  const step = traced('step', async () => await inner.invoke('tea'));
  const outer = RunnableLambda.from(async () => await step()).withConfig({ runName: 'outer' });
  await traced('request', async () => await outer.invoke('tea'))();
};
