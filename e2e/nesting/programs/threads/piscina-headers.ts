/** A pool of threads; each task carries headers. */
import { Piscina } from 'piscina';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'request(in_pool,in_pool)' };

export default async ({ traced, headers }: Kit): Promise<void> => {
  const pool = new Piscina({ filename: new URL('pool.worker.js', import.meta.url).href, maxThreads: 1 });
  await traced('request', async () => {
    await pool.run({ headers: headers() });
    await pool.run({ headers: headers() });
  })();
  await pool.destroy();
};
