/** One generator at boot; two requests take a value each. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'numbers(step,step) first(use) second(use)' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const use = traced('use', async (_: unknown) => {});
  const numbers = traced('numbers', async function* () {
    await step();
    yield 1;
    await step();
    yield 2;
  });
  const iterator = numbers();
  const request = async (): Promise<void> => await use((await iterator.next()).value);
  await traced('first', request)();
  await traced('second', request)();
  await iterator.next();
};
