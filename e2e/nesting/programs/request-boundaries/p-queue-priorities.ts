/** A paused queue of a class of its own: jobs overtake each other, come in lists, fail and hear a signal. */
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'boot first(job,after) second(job,job) third job' };

class OwnQueue extends PQueue {}

export default async ({ traced, detached }: Kit): Promise<void> => {
  const queue = new OwnQueue({ concurrency: 1 });
  await traced('boot', async () => await queue.add(() => 1))();
  queue.pause();
  const job = traced('job', async (result: string) => await sleep(5, result));
  const after = traced('after', async () => {});
  const { signal } = new AbortController();
  const first = traced('first', async () => {
    const result = await queue.add(async (given) => await job(given.signal === signal ? 'heard' : ''), { signal });
    check(result === 'heard', 'signal and result');
    await after();
  })();
  const second = traced('second', async () => {
    await queue.addAll([() => job('a'), () => job('b')], { priority: 2 });
  })();
  const third = traced('third', async () => {
    const failure: unknown = await queue
      .add(() => Promise.reject(new RangeError('no')))
      .catch((error: unknown) => error);
    check(failure instanceof RangeError, 'error');
  })();
  const outside = detached(() => queue.add(() => job('nobody')));
  queue.start();
  await Promise.all([first, second, third, outside]);
  check(PQueue.prototype.add.name === 'add' && PQueue.prototype.add.length === 1, 'looks of the method');
};
