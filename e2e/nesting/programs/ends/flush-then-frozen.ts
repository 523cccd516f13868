/** A serverless function: flushed, then frozen for good. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'request(step)', dies: 'SIGKILL' };

export default async ({ traced, flush }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  await traced('request', async () => await step())();
  await flush();
  process.kill(process.pid, 'SIGKILL');
  await sleep(1000);
};
