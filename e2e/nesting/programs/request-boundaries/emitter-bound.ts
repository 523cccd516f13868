/** A listener of the first request, bound; the second request emits. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventEmitter } from 'node:events';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'first(on_message) second' };

export default async ({ traced, bind }: Kit): Promise<void> => {
  const emitter = new EventEmitter();
  const onMessage = traced('on_message', async () => {});
  const first = traced('first', async () => {
    await new Promise<void>((done) =>
      emitter.once(
        'message',
        bind(() => void onMessage().then(done)),
      ),
    );
  });
  const second = traced('second', async () => {
    await sleep(5);
    emitter.emit('message');
  });
  await Promise.all([first(), second()]);
};
