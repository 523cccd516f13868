/** A gateway lets through nothing but traceparent. */
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server)' };

export default async ({ traced, detached, headers, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => {});
  await traced('client', async () => {
    const { traceparent } = headers();
    await detached(() => continued(traceparent === undefined ? {} : { traceparent }, () => serve()));
  })();
};
