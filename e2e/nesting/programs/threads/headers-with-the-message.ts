/** A worker at boot serves two requests; each message carries headers. */
import { Worker } from 'node:worker_threads';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'first(task) second(task)' };

export default async ({ traced, headers }: Kit): Promise<void> => {
  const worker = new Worker(new URL('serve.worker.js', import.meta.url));
  const request = async (): Promise<void> => {
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise((resolve) => port1.addEventListener('message', resolve, { once: true }));
    port1.start();
    worker.postMessage({ headers: headers(), port: port2 }, [port2 as never]);
    await answered;
    port1.close();
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
  worker.postMessage('end');
};
