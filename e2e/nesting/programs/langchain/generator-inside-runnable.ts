/** A runnable consumes a traced generator. */
import { RunnableLambda } from '@langchain/core/runnables';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'request(chain(numbers(step)))',
  libraries: ['ours', 'langsmith'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const numbers = traced('numbers', async function* () {
    await step();
    yield 1;
  });
  const chain = RunnableLambda.from(async () => {
    let sum = 0;
    for await (const number of numbers()) sum += number;
    return sum;
  }).withConfig({ runName: 'chain' });
  await traced('request', async () => await chain.invoke('tea'))();
};
