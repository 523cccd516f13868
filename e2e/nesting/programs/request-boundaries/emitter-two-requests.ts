/** Two requests listen to one emitter, which emits from outside of both. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventEmitter } from 'node:events';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'first(on_message) second(on_message)' };

export default async ({ traced }: Kit): Promise<void> => {
  const emitter = new EventEmitter();
  setTimeout(() => emitter.emit('message'), 30);
  const onMessage = traced('on_message', async () => await sleep(5));
  const request = async (): Promise<void> => {
    await new Promise<void>((done) => emitter.once('message', () => void onMessage().then(done)));
  };
  await Promise.all([traced('first', request)(), traced('second', request)()]);
};
