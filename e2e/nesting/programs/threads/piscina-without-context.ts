/** A pool of threads; the task carries nothing. */
import { Piscina } from 'piscina';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'explained',
  tree: 'request in_pool',
  finding: 'worker-without-context',
  ideal: 'request(in_pool)',
};

export default async ({ traced }: Kit): Promise<void> => {
  const pool = new Piscina({ filename: new URL('pool.worker.js', import.meta.url).href, maxThreads: 1 });
  await traced('request', async () => void (await pool.run({})))();
  await pool.destroy();
};
