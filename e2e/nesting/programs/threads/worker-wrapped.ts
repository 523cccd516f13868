/** A wrapped worker of the program serves two requests at once, which find their answers by id; then it is ended. */
import { Worker } from 'node:worker_threads';
import { tracedWorker } from 'tracenest/workers';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'automatic',
  tree: 'first(task,after) second(task,after)',
  libraries: ['ours'],
};

export default async ({ traced }: Kit): Promise<void> => {
  const worker = tracedWorker(new Worker(new URL('wrapped.worker.js', import.meta.url)));
  const waiting = new Map<number, (answer: number) => void>();
  worker.on('message', ({ id, answer }: { id: number; answer: number }) => waiting.get(id)?.(answer));
  const after = traced('after', async () => {});
  const request = async (id: number): Promise<void> => {
    const answer = await new Promise<number>((resolve) => {
      waiting.set(id, resolve);
      worker.postMessage({ id, n: id });
    });
    check(answer === id + 1, 'the answer');
    await after();
  };
  await Promise.all([traced('first', request)(1), traced('second', request)(2)]);
  await worker.terminate();
};
