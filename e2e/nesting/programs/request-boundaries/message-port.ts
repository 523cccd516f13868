/** The answer of a message port comes by callback, to the request that asked. */
import { MessageChannel } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(handle)' };

export default async ({ traced }: Kit): Promise<void> => {
  const { port1: asking, port2: answering } = new MessageChannel();
  answering.on('message', (question: string) => answering.postMessage(`${question}!`));
  const handle = traced('handle', async (_answer: string) => await sleep(5));
  await traced('request', async () => {
    await new Promise<void>((done) => {
      asking.once('message', (answer: string) => void handle(answer).then(done));
      asking.postMessage('tea');
    });
  })();
  asking.close();
};
