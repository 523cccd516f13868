/** A call is tried twice with the same headers. */
import { startService } from '../../service.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server,server)' };

export default async ({ traced, headers, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => 'ok');
  const service = await startService(async (request) => await continued(request.headers, () => serve()));
  await traced('client', async () => {
    const sent = headers();
    for (let i = 0; i < 2; i++) await (await fetch(service.url, { headers: sent })).text();
  })();
  service.close();
};
