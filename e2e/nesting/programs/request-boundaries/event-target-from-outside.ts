/** A listener of an EventTarget, added inside a request; the event comes from outside of all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(handle)' };

export default async ({ traced }: Kit): Promise<void> => {
  const bus = new EventTarget();
  const handle = traced('handle', async () => await sleep(5));
  setTimeout(() => bus.dispatchEvent(new Event('answer')), 20);
  await traced('request', async () => {
    await new Promise<void>((done) => bus.addEventListener('answer', () => void handle().then(done), { once: true }));
  })();
};
