/** A gateway writes header names in capitals. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server)' };

export default async ({ traced, detached, headers, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  let sent: Record<string, string> = {};
  await traced('client', async () => {
    sent = Object.fromEntries(Object.entries(headers()).map(([name, value]) => [name.toUpperCase(), value]));
    await detached(() => continued(sent, () => serve()));
  })();
};
