/** The request goes on in its own context after a worker has answered. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(before,after)' };

export default async ({ traced }: Kit): Promise<void> => {
  const before = traced('before', async () => {});
  const after = traced('after', async () => {});
  await traced('request', async () => {
    await before();
    const worker = new Worker('require("node:worker_threads").parentPort.postMessage("done")', { eval: true });
    await once(worker, 'message');
    await after();
  })();
};
