/** Made in one run, consumed in another: the body still belongs to the generator. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'maker(numbers(step)) consumer(use)' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const use = traced('use', async (_: number) => {});
  const numbers = traced('numbers', async function* () {
    await step();
    yield 1;
  });
  const made: AsyncIterable<number>[] = [];
  await traced('maker', async () => void made.push(numbers()))();
  await traced('consumer', async () => {
    for await (const number of made[0] ?? []) await use(number);
  })();
};
