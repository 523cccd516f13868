/** A child process is given TRACEPARENT and TRACESTATE in its environment, as command lines do it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'request(in_child)' };

export default async ({ traced, headers }: Kit): Promise<void> => {
  await traced('request', async () => {
    const { traceparent, tracestate } = headers();
    const env = { ...process.env, TRACEPARENT: traceparent, TRACESTATE: tracestate, NESTING_ALONE: 'true' };
    await once(fork(new URL('child.worker.js', import.meta.url), { env }), 'exit');
  })();
};
