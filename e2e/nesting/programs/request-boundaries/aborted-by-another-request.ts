/** One request cancels another; what that one does then is its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'answer(cleanup) cancel' };

export default async ({ traced }: Kit): Promise<void> => {
  const abort = new AbortController();
  const cleanup = traced('cleanup', async () => await sleep(5));
  const answer = traced('answer', async () => {
    await new Promise<void>((done) => abort.signal.addEventListener('abort', () => void cleanup().then(done)));
  })();
  await sleep(5);
  await traced('cancel', async () => abort.abort())();
  await answer;
};
