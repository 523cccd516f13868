/** After an await nobody knows whose call it is. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'explained',
  tree: 'request child',
  libraries: ['ours'],
  ideal: 'request(child)',
  finding: 'no-async-context',
};

export default async ({ traced }: Kit): Promise<void> => {
  const child = traced('child', async () => {});
  await traced('request', async () => {
    await sleep(5);
    await child();
    await sleep(5);
  })();
};
