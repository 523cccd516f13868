/** Left by break: its finally runs inside the generator's run, once. */
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(numbers(close),after)' };

export default async ({ traced }: Kit): Promise<void> => {
  const close = traced('close', async () => {});
  const after = traced('after', async () => {});
  let closes = 0;
  const numbers = traced('numbers', async function* () {
    try {
      yield 1;
      yield 2;
    } finally {
      closes += 1;
      await close();
    }
  });
  await traced('request', async () => {
    for await (const _ of numbers()) break;
    check(closes === 1, 'finally runs once');
    await after();
  })();
};
