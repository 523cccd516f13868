/** Headers as Node's raw list of names and values. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server)' };

export default async ({ traced, detached, headers, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  await traced('client', async () => {
    const sent = Object.entries({ Host: 'a', ...headers() }).flat();
    await detached(() => continued(sent, () => serve()));
  })();
};
