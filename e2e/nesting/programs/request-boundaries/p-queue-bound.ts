/** Three requests share one p-queue and bind the job where it is queued. */
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'first(job) second(job) third(job)' };

export default async ({ traced, bind }: Kit): Promise<void> => {
  const queue = new PQueue({ concurrency: 1 });
  const job = traced('job', async () => await sleep(10));
  const request = async (): Promise<void> => {
    await queue.add(bind(() => job()));
  };
  await Promise.all(['first', 'second', 'third'].map((name) => traced(name, request)()));
};
