/** Made in a request, consumed after it by nobody's run. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers(step,step))' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const numbers = traced('numbers', async function* () {
    await step();
    yield 1;
    await step();
    yield 2;
  });
  const made: AsyncIterable<number>[] = [];
  await traced('request', async () => void made.push(numbers()))();
  for await (const _ of made[0] ?? []);
};
