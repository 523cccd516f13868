/** One service calls another and sends headers. */
import { startService } from '../../service.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server(step))' };

export default async ({ traced, headers, continued }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const serve = traced('server', async () => {
    await step();
    return 'ok';
  });
  const service = await startService(async (request) => await continued(request.headers, () => serve()));
  await traced('client', async () => void (await (await fetch(service.url, { headers: headers() })).text()))();
  service.close();
};
