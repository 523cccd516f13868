/** Two pulls without waiting for the first. */
import { setTimeout as sleep } from 'node:timers/promises';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers(step,step))' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => await sleep(2));
  const numbers = traced('numbers', async function* () {
    await step();
    yield 1;
    await step();
    yield 2;
  });
  await traced('request', async () => {
    const iterator = numbers();
    const both = await Promise.all([iterator.next(), iterator.next(), iterator.next()]);
    check(both.map(({ value }) => value).join() === '1,2,', 'values in order');
  })();
};
