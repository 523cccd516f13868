/** The runnable's config is given once, as the place of all that is called inside. */
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'chain(step(inner),step(inner))', libraries: ['ours'] };

export default async ({ traced, detached, within }: Kit): Promise<void> => {
  const inner = RunnableLambda.from(async (text: string) => text).withConfig({ runName: 'inner' });
  const step = traced('step', async (text: string) => await inner.invoke(text));
  const chain = RunnableLambda.from(async (text: string, config) => {
    await detached(() => within(config, async () => await step(await step(text))));
    return text;
  }).withConfig({ runName: 'chain' });
  await chain.invoke('tea');
};
