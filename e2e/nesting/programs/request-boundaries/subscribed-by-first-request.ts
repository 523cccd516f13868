/** The first request subscribes for all, and is still at work when the second publishes. */
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(handle) second(handle)' };

export default async ({ traced }: Kit): Promise<void> => {
  const bus = new EventEmitter();
  const handle = traced('handle', async () => await sleep(2));
  const publish = async (): Promise<void> => {
    if (bus.listenerCount('job') === 0) bus.on('job', (done: () => void) => void handle().then(done));
    await new Promise<void>((done) => bus.emit('job', done));
  };
  await Promise.all([
    traced('first', async () => {
      await publish();
      await sleep(60);
    })(),
    sleep(20).then(() => traced('second', publish)()),
  ]);
};
