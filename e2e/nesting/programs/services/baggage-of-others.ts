/** Another vendor's entries are merged into baggage. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server)' };

export default async ({ traced, detached, headers, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  await traced('client', async () => {
    const { baggage, ...rest } = headers();
    const sent = { ...rest, baggage: ['vendor-key=a%20b;ttl=5', baggage, 'flag'].filter(Boolean).join(' , ') };
    await detached(() => continued(sent, () => serve()));
  })();
};
