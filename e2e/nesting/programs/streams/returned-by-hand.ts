/** The consumer ends it with return(). */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers(step))' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const numbers = traced('numbers', async function* (): AsyncGenerator<number, string> {
    await step();
    yield 1;
    return 'end';
  });
  await traced('request', async () => {
    const iterator = numbers();
    await iterator.next();
    check((await iterator.return('early')).value === 'early', 'return() gives its argument');
  })();
};
