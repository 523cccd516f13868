/** One handle for many callbacks at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'request(a,b,c)' };

export default async ({ traced, detached, current, within }: Kit): Promise<void> => {
  const [a, b, c] = ['a', 'b', 'c'].map((name, i) => traced(name, async () => await sleep(10 * (3 - i))));
  await traced('request', async () => {
    const run = current();
    await detached(() => Promise.all([a, b, c].map((each) => within(run, async () => await each?.()))));
  })();
};
