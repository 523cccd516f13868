/** A gateway strips the W3C headers. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server)', libraries: ['ours', 'langsmith'] };

export default async ({ traced, detached, headers, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  await traced('client', async () => {
    const trace = headers()['langsmith-trace'];
    await detached(() => continued(trace === undefined ? {} : { 'langsmith-trace': trace }, () => serve()));
  })();
};
