/** A generator traced by one copy, its body by another, consumed in the first. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'outer(numbers(inner))' };

export default async ({ traced, copy }: Kit): Promise<void> => {
  const other = await copy('folder');
  const inner = traced('inner', async () => {});
  const numbers = other.traced('numbers', async function* () {
    await inner();
    yield 1;
  });
  await traced('outer', async () => {
    for await (const _ of numbers());
  })();
};
