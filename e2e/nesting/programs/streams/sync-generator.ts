/** A sync generator stays one: lazy, and pulled without await. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers(step,step),use,use)' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', () => {});
  const use = traced('use', (_: number) => {});
  const numbers = traced('numbers', function* () {
    step();
    yield 1;
    step();
    yield 2;
  });
  await traced('request', async () => {
    const seen: number[] = [];
    for (const number of numbers()) {
      use(number);
      seen.push(number);
    }
    check(seen.join() === '1,2', 'the values');
  })();
};
