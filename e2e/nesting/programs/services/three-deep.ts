/** Three services, each sending headers to the next. */
import { startService } from '../../service.js';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(middle(end))' };

export default async ({ traced, headers, continued }: Kit): Promise<void> => {
  const serveEnd = traced('end', async () => 'ok');
  const end = await startService(async (request) => await continued(request.headers, () => serveEnd()));
  const serveMiddle = traced('middle', async () => await (await fetch(end.url, { headers: headers() })).text());
  const middle = await startService(async (request) => await continued(request.headers, () => serveMiddle()));
  await traced('client', async () => void (await (await fetch(middle.url, { headers: headers() })).text()))();
  middle.close();
  end.close();
};
