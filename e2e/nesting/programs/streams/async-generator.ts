/** The body's runs belong to the generator, the consumer's to the consumer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers(step,step),use,use)' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => await sleep(1));
  const use = traced('use', async (_: number) => {});
  const numbers = traced('numbers', async function* () {
    await step();
    yield 1;
    await step();
    yield 2;
  });
  await traced('request', async () => {
    const seen: number[] = [];
    for await (const number of numbers()) {
      await use(number);
      seen.push(number);
    }
    check(seen.join() === '1,2', 'the values');
  })();
};
