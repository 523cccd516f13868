/** The handle of a request that has ended is used inside another. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explained', tree: 'first(late) second', finding: 'stale-parent' };

export default async ({ traced, current, within }: Kit): Promise<void> => {
  const late = traced('late', async () => {});
  let handle: object | undefined;
  await traced('first', async () => void (handle = current()))();
  await traced('second', async () => {
    await sleep(5);
    await within(handle, () => late());
  })();
};
