/** p-queue starts a waiting job in the context of the job before it; the job was made inside its request. */
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(job) second(job)' };

export default async ({ traced }: Kit): Promise<void> => {
  const queue = new PQueue({ concurrency: 1 });
  const request = async (): Promise<void> => {
    await queue.add(traced('job', async () => await sleep(10)));
    await sleep(40);
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
};
