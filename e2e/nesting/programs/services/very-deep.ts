/** Headers from three hundred levels down are still taken by an HTTP server. */
import { startService } from '../../service.js';
import { check, type Expected, type Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'level('.repeat(299) + 'level(server)' + ')'.repeat(299) };

export default async ({ traced, headers, continued }: Kit): Promise<void> => {
  const serve = traced('server', async () => 'ok');
  const service = await startService(async (request) => await continued(request.headers, () => serve()));
  const level = traced('level', async (below: number): Promise<void> => {
    if (below > 0) return await level(below - 1);
    const answer = await fetch(service.url, { headers: headers() });
    check(answer.status === 200, 'the server takes the headers');
    await answer.text();
  });
  await level(299);
  service.close();
};
