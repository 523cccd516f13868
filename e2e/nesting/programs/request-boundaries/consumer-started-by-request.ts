/** The first request starts the consumer, which lives on in its context and serves the second. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = {
  is: 'explained',
  tree: 'first(handle) second handle',
  ideal: 'first(handle) second(handle)',
  finding: 'shared-worker',
};

const queue: (() => void)[] = [];
let loop: Promise<void> | undefined;
let isOpen = true;

export default async ({ traced }: Kit): Promise<void> => {
  const handle = traced('handle', async () => await sleep(5));
  const consume = async (): Promise<void> => {
    while (isOpen) {
      const done = queue.shift();
      if (done !== undefined) await handle().then(done);
      await sleep(1);
    }
  };
  const request = async (): Promise<void> => {
    loop ??= consume();
    await new Promise<void>((done) => queue.push(done));
  };
  await traced('first', request)();
  await sleep(10);
  await traced('second', request)();
  isOpen = false;
  await loop;
};
