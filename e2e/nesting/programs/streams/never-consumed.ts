/** A generator that nobody pulls does nothing; its run ends when nothing is left that could pull it. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers,after)' };

export default async ({ traced }: Kit): Promise<void> => {
  const after = traced('after', async () => {});
  let isStarted = false;
  const numbers = traced('numbers', async function* () {
    isStarted = true;
    yield 1;
  });
  await traced('request', async () => {
    numbers();
    await after();
    check(!isStarted, 'lazy');
  })();
};
