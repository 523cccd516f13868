/** Killed a quarter of a second after the runs began: a begin leaves within a tenth. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request?(stuck?)', dies: 'SIGKILL' };

export default async ({ traced }: Kit): Promise<void> => {
  const stuck = traced('stuck', async () => await sleep(5000));
  await traced('request', async () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 250);
    await stuck();
  })();
};
