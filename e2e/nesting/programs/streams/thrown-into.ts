/** The consumer throws into it; the generator repairs and goes on. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers(repair))' };

export default async ({ traced }: Kit): Promise<void> => {
  const repair = traced('repair', async () => {});
  const numbers = traced('numbers', async function* () {
    try {
      yield 1;
    } catch {
      await repair();
      yield 2;
    }
  });
  await traced('request', async () => {
    const iterator = numbers();
    await iterator.next();
    check((await iterator.throw(new Error('no'))).value === 2, 'goes on after throw()');
    await iterator.next();
  })();
};
