/** Work that is not awaited outlives the request. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(notify)', ends: ['request', 'notify'] };

export default async ({ traced }: Kit): Promise<void> => {
  const notify = traced('notify', async () => await sleep(60));
  await traced('request', async () => {
    void notify();
  })();
};
