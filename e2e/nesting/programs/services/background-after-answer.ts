/** The service answers and works on; what it does belongs to its run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startService } from '../../service.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server(work))', ends: ['server', 'work'] };

export default async ({ traced, headers, continued }: Kit): Promise<void> => {
  const work = traced('work', async () => await sleep(60));
  const serve = traced('server', async () => {
    void work();
    return 'accepted';
  });
  const service = await startService(async (request) => await continued(request.headers, () => serve()));
  await traced('client', async () => void (await (await fetch(service.url, { headers: headers() })).text()))();
  service.close();
};
