/** The process is ended from inside a run that has been at work for a while. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request?(step)', dies: 0 };

export default async ({ traced }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  await traced('request', async () => {
    await step();
    await sleep(1500);
    process.exit(0);
  })();
};
