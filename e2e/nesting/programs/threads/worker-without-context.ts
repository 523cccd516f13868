/** A worker is given nothing to continue. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'explained',
  tree: 'request in_worker(step)',
  finding: 'worker-without-context',
  ideal: 'request(in_worker(step))',
};

export default async ({ traced }: Kit): Promise<void> => {
  await traced('request', async () => {
    const worker = new Worker(new URL('work.worker.js', import.meta.url), { workerData: {} });
    await once(worker, 'exit');
  })();
};
