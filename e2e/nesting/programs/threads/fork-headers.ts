/** A forked process is sent headers with its task. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'request(in_child)' };

export default async ({ traced, headers }: Kit): Promise<void> => {
  await traced('request', async () => {
    const child = fork(new URL('child.worker.js', import.meta.url));
    child.send({ headers: headers() });
    await once(child, 'exit');
  })();
};
