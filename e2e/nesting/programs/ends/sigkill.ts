/** The process is killed: what began a while ago is there, and is seen to have no end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request?(step,stuck?)', dies: 'SIGKILL' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const stuck = traced('stuck', async () => await sleep(5000));
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1500);
  await traced('request', async () => {
    await step();
    await stuck();
  })();
};
