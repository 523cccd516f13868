/** A worker thread that serves tasks until it is told to end. */
import { parentPort, type MessagePort } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadKit } from '../../kit.js';

interface Task {
  headers: Record<string, string>;
  port: MessagePort;
}

const { traced, continued, flush } = await loadKit();
const work = traced('task', async () => await sleep(5));

parentPort?.on('message', (task: Task | 'end') => {
  if (task === 'end') return void flush().then(() => parentPort?.close());
  void (async () => {
    await continued(task.headers, () => work());
    task.port.postMessage('done');
  })();
});
