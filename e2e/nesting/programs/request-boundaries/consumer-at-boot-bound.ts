/** The same loop; each job is bound where it is queued. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'first(job) second(job)' };

const queue: (() => Promise<void>)[] = [];
let isOpen = true;
async function consume(): Promise<void> {
  while (isOpen) {
    await queue.shift()?.();
    await sleep(1);
  }
}

export default async ({ traced, bind }: Kit): Promise<void> => {
  const loop = consume();
  const job = traced('job', async () => await sleep(5));
  const request = async (): Promise<void> => {
    await new Promise<void>((done) => queue.push(bind(async () => await job().then(done))));
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
  isOpen = false;
  await loop;
};
