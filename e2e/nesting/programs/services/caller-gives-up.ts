/** The caller gives up; the service goes on to its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startService } from '../../service.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server(step))', ends: ['client', 'server'] };

export default async ({ traced, headers, continued }: Kit): Promise<void> => {
  const step = traced('step', async () => await sleep(200));
  const patience = new AbortController();
  const serve = traced('server', async () => {
    patience.abort();
    await step();
    return 'ok';
  });
  let done: Promise<string> | undefined;
  const service = await startService(async (request) => await (done = continued(request.headers, () => serve())));
  await traced('client', async () => {
    await fetch(service.url, { headers: headers(), signal: patience.signal }).catch(() => {});
  })();
  await done;
  service.close();
};
