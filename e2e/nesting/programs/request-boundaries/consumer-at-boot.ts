/** A consumer loop started at boot runs closures; the job was made inside the request that waits for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { once, EventEmitter } from 'node:events';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explained', tree: 'request(job)' };

const queue: (() => Promise<void>)[] = [];
const bell = new EventEmitter();
async function consume(): Promise<void> {
  await once(bell, 'job');
  for (const job of queue.splice(0)) await job();
}

export default async ({ traced }: Kit): Promise<void> => {
  const loop = consume();
  await traced('request', async () => {
    const job = traced('job', async () => await sleep(5));
    await new Promise<void>((done) => {
      queue.push(async () => {
        await job();
        done();
      });
      bell.emit('job');
    });
  })();
  await loop;
};
