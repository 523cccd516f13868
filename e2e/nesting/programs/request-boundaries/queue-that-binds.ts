/** A queue that binds what it is given, as careful libraries do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AsyncResource } from 'node:async_hooks';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(job) second(job)' };

const queue: (() => Promise<void>)[] = [];
async function drain(): Promise<void> {
  for (let job = queue.shift(); job !== undefined; job = queue.shift()) await job();
}

export default async ({ traced }: Kit): Promise<void> => {
  const job = traced('job', async () => await sleep(5));
  const request = async (): Promise<void> => {
    await new Promise<void>((done) => queue.push(AsyncResource.bind(async () => await job().then(done))));
  };
  const both = Promise.all([traced('first', request)(), traced('second', request)()]);
  await drain();
  await both;
};
