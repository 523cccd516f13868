/** The generator is handed to a second function, which consumes it. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers(step),summarise(use))' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const use = traced('use', async (_: number) => {});
  const numbers = traced('numbers', async function* () {
    await step();
    yield 1;
  });
  const summarise = traced('summarise', async (source: AsyncIterable<number>) => {
    for await (const number of source) await use(number);
  });
  await traced('request', async () => await summarise(numbers()))();
};
