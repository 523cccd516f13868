/** A listener added and called inside one request. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventEmitter } from 'node:events';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(on_message)' };

export default async ({ traced }: Kit): Promise<void> => {
  const onMessage = traced('on_message', async () => {});
  await traced('request', async () => {
    const emitter = new EventEmitter().on('message', () => void onMessage());
    await sleep(1);
    emitter.emit('message');
  })();
};
