/** A generator as an argument is not drained by being recorded. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(total)' };

export default async ({ traced }: Kit): Promise<void> => {
  const total = traced('total', async (terms: Iterable<number>) => {
    let sum = 0;
    for (const number of terms) sum += number;
    return sum;
  });
  function* numbers(): Generator<number> {
    yield 1;
    yield 2;
  }
  await traced('request', async () => {
    check((await total(numbers())) === 3, 'all numbers arrive');
  })();
};
