/** A runnable that streams; the consumer works between the chunks. */
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(chain(step),use,use)',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const use = traced('use', async () => {});
  const chain = RunnableLambda.from(async function* () {
    await step();
    yield 'tea';
    yield 'pot';
  }).withConfig({ runName: 'chain' });
  await traced('request', async () => {
    for await (const _ of await chain.stream('')) await use();
  })();
};
