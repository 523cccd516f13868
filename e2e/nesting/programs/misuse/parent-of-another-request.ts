/** The second request puts work under the first, on purpose. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'first(child) second' };

export default async ({ traced, current, within }: Kit): Promise<void> => {
  const child = traced('child', async () => {});
  let handle: object | undefined;
  const first = traced('first', async () => {
    handle = current();
    await sleep(40);
  });
  const second = traced('second', async () => {
    await sleep(5);
    await within(handle, () => child());
  });
  await Promise.all([first(), second()]);
};
