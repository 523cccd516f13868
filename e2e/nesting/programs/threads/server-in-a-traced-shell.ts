/** A server is started inside of a run; its requests, which name no run, belong to nobody else's. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'deploy in_child' };

export default async ({ traced, headers }: Kit): Promise<void> => {
  await traced('deploy', async () => {
    const { traceparent, tracestate } = headers();
    const env = { ...process.env, TRACEPARENT: traceparent, TRACESTATE: tracestate, NESTING_SERVES: 'true' };
    await once(fork(new URL('child.worker.js', import.meta.url), { env }), 'exit');
  })();
};
