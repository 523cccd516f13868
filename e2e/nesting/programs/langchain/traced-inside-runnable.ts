/** A traced function called inside a runnable. */
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'chain(step)', libraries: ['ours', 'langsmith'] };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async (text: string) => text);
  const chain = RunnableLambda.from(async (text: string) => await step(text)).withConfig({ runName: 'chain' });
  await chain.invoke('tea');
};
