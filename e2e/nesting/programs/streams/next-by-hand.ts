/** Pulled by hand, with work of the consumer between. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers(step),between)' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const between = traced('between', async () => {});
  const numbers = traced('numbers', async function* () {
    yield 1;
    await step();
    yield 2;
  });
  await traced('request', async () => {
    const iterator = numbers();
    await iterator.next();
    const second = iterator.next();
    await second;
    await between();
    check((await iterator.next()).done === true, 'done after two');
  })();
};
