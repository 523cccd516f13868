/** A job that was made for all waits in a p-queue, which starts it in the context of the request before it, when that is over. */
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(job) second(job)' };

export default async ({ traced }: Kit): Promise<void> => {
  const queue = new PQueue({ concurrency: 1 });
  const job = traced('job', async () => await sleep(5));
  const request = async (): Promise<void> => {
    await queue.add(async () => {
      await sleep(20);
      await job();
    });
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
};
