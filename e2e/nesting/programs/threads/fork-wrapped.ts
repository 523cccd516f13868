/** A process is started by the wrapped `fork`; it is told nothing. */
import { once } from 'node:events';
import { fork } from 'tracenest/workers';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(in_child) other(in_child)', libraries: ['ours'] };

export default async ({ traced }: Kit): Promise<void> => {
  const env = { ...process.env, NESTING_ALONE: 'true' };
  const request = async (): Promise<void> => {
    await once(fork(new URL('child.worker.js', import.meta.url), { env }), 'exit');
  };
  await traced('request', request)();
  await traced('other', request)();
};
