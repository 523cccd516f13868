/** The caller is sampled out: the service does not become an orphan. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: '' };

export default async ({ traced, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  const env = { ...process.env, LANGSMITH_TRACING_SAMPLING_RATE: '0', OTEL_TRACES_SAMPLER: 'always_off' };
  const caller = fork(new URL('caller.worker.js', import.meta.url), { env });
  const [sent] = (await once(caller, 'message')) as [Record<string, string>];
  await continued(sent, () => serve());
};
