/** The process is asked to go while a run is open. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request?(step)', dies: 'SIGTERM' };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1500);
  await traced('request', async () => {
    await step();
    await sleep(5000);
  })();
};
