/** Headers as a Headers object of the web. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server)' };

export default async ({ traced, detached, headers, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  await traced('client', async () => {
    const sent = new Headers(headers());
    await detached(() => continued(sent, () => serve()));
  })();
};
