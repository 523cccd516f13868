/** A handle is used long after its run has ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explained', tree: 'request(late)', finding: 'stale-parent' };

export default async ({ traced, current, within }: Kit): Promise<void> => {
  const late = traced('late', async () => {});
  let handle: object | undefined;
  await traced('request', async () => void (handle = current()))();
  await sleep(20);
  await within(handle, () => late());
};
