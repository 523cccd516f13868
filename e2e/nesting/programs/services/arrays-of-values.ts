/** A framework gives header values as arrays. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server)' };

export default async ({ traced, detached, headers, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  await traced('client', async () => {
    const sent = Object.fromEntries(Object.entries(headers()).map(([name, value]) => [name, [value]]));
    await detached(() => continued(sent, () => serve()));
  })();
};
