/** Baggage that nobody can read, in front of ours. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server)' };

export default async ({ traced, detached, headers, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  await traced('client', async () => {
    const sent = { ...headers(), baggage: 'langsmith-metadata=%E0%A4%A,=,;;,langsmith-tags' };
    await detached(() => continued(sent, () => serve()));
  })();
};
