/** A worker thread that does one piece of work, in the run it is given, if any. */
import { workerData } from 'node:worker_threads';
import { loadKit } from '../../kit.js';

const { headers } = workerData as { headers?: Record<string, string> };
const { traced, continued, flush } = await loadKit();
const step = traced('step', async () => {});
const inWorker = traced('in_worker', async () => await step());
if (headers === undefined) await inWorker();
else await continued(headers, () => inWorker());
await flush();
