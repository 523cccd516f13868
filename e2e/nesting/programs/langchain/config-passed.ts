/** The runnable's config is handed to the traced function, outside of every context. */
import { RunnableLambda, type RunnableConfig } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'chain(step)', libraries: ['ours', 'langsmith'] };

export default async ({ traced, detached }: Kit): Promise<void> => {
  const step = traced('step', async (...[text]: [string] | [RunnableConfig, string]) => text);
  const chain = RunnableLambda.from(async (text: string, config) => {
    await detached(() => step(config as RunnableConfig, text));
    return text;
  }).withConfig({ runName: 'chain' });
  await chain.invoke('tea');
};
