/** A task of a pool, or of messages, that comes with the run that gave it. */
import { parentPort } from 'node:worker_threads';
import { workerTask } from 'tracenest/workers';
import { loadKit } from '../../kit.js';

const { traced } = await loadKit();
const task = traced('task', async (n: number) => n + 1);

export default workerTask(async ({ n }: { n: number }) => await task(n));

/** A function of its own name in the same file. */
export const twice = workerTask(async (n: number) => await task(await task(n)));

const hear = workerTask(async (message: { id?: number; n: number }) => {
  // A pool speaks over this port too, in its own words.
  if (message.id === undefined) return;
  parentPort?.postMessage({ id: message.id, answer: await task(message.n) });
});

parentPort?.on('message', (message: { id?: number; n: number }) => void hear(message));
