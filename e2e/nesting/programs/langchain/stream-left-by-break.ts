/** A runnable's stream is left early; what comes after belongs to the request. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(chain(step),after)',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const after = traced('after', async () => {});
  const chain = RunnableLambda.from(async function* () {
    await step();
    yield 'tea';
    await sleep(5);
    yield 'pot';
  }).withConfig({ runName: 'chain' });
  await traced('request', async () => {
    for await (const _ of await chain.stream('')) break;
    await after();
  })();
};
