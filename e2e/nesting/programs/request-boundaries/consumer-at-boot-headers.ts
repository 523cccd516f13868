/** Jobs are data; each carries the headers of the request that queued it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'first(job) second(job)' };

interface Job {
  headers: Record<string, string>;
  done: () => void;
}
const queue: Job[] = [];
let isOpen = true;

export default async ({ traced, headers, continued }: Kit): Promise<void> => {
  const work = traced('job', async () => await sleep(5));
  const loop = (async () => {
    while (isOpen) {
      const job = queue.shift();
      if (job !== undefined) await continued(job.headers, () => work().then(job.done));
      await sleep(1);
    }
  })();
  const request = async (): Promise<void> => await new Promise((done) => queue.push({ headers: headers(), done }));
  await Promise.all([traced('first', request)(), traced('second', request)()]);
  isOpen = false;
  await loop;
};
