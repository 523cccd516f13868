/** A runnable called inside a traced function. */
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(chain)', libraries: ['ours', 'langsmith'] };

export default async ({ traced }: Kit): Promise<void> => {
  const chain = RunnableLambda.from(async (text: string) => text).withConfig({ runName: 'chain' });
  await traced('request', async () => await chain.invoke('tea'))();
};
