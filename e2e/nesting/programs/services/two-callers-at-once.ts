/** Two callers of one service at once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startService } from '../../service.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'first(serve_first) second(serve_second)' };

export default async ({ traced, headers, continued }: Kit): Promise<void> => {
  const service = await startService(async (request) => {
    const serve = traced(`serve_${request.url?.slice(1) ?? ''}`, async () => await sleep(10, 'ok'));
    return await continued(request.headers, () => serve());
  });
  const call = async (path: string): Promise<void> => {
    await (await fetch(`${service.url}/${path}`, { headers: headers() })).text();
  };
  const first = traced('first', async () => await call('first'))();
  await sleep(5);
  await Promise.all([first, traced('second', async () => await call('second'))()]);
  service.close();
};
