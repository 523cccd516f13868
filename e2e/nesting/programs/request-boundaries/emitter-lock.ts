/** A lock made of an emitter: who is told that it is free is told inside of the request that has let go. */
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(work) second(work)' };

export default async ({ traced }: Kit): Promise<void> => {
  const lock = new EventEmitter();
  let isFree = true;
  const take = (use: () => void): void => {
    if (!isFree) return void lock.once('free', () => take(use));
    isFree = false;
    use();
  };
  const work = traced('work', async () => await sleep(10));
  const request = async (): Promise<void> => {
    await new Promise<void>((done) => {
      take(() => {
        void work().then(() => {
          isFree = true;
          lock.emit('free');
          done();
        });
      });
    });
    await sleep(30);
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
};
