/** A worker is started with the headers of the run that starts it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'request(in_worker(step))' };

export default async ({ traced, headers }: Kit): Promise<void> => {
  await traced('request', async () => {
    const worker = new Worker(new URL('work.worker.js', import.meta.url), { workerData: { headers: headers() } });
    await once(worker, 'exit');
  })();
};
