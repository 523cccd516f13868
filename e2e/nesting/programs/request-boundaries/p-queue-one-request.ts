/** One request fans out over a p-queue: whichever job starts the next, they are all its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(job,job,job)' };

export default async ({ traced }: Kit): Promise<void> => {
  const queue = new PQueue({ concurrency: 1 });
  const job = traced('job', async () => await sleep(5));
  await traced('request', async () => await queue.addAll([() => job(), () => job(), () => job()]))();
};
