/** A sequence of two runnables, a traced function in the first. */
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(chain(first(step),second))',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async (text: string) => text);
  const first = RunnableLambda.from(async (text: string) => await step(text)).withConfig({ runName: 'first' });
  const second = RunnableLambda.from(async (text: string) => text).withConfig({ runName: 'second' });
  const chain = first.pipe(second).withConfig({ runName: 'chain' });
  await traced('request', async () => await chain.invoke('tea'))();
};
