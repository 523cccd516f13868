/** A listener added inside a request, called by something that has no context. */
import { EventEmitter } from 'node:events';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(on_message)' };

export default async ({ traced }: Kit): Promise<void> => {
  const emitter = new EventEmitter();
  setTimeout(() => emitter.emit('message'), 30);
  const onMessage = traced('on_message', async () => {});
  await traced('request', async () => {
    await new Promise<void>((done) => emitter.once('message', () => void onMessage().then(done)));
  })();
};
