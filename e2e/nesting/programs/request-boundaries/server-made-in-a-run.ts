/** A server that a run has made and left behind answers its requests outside of that run. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'automatic', tree: 'boot handle handle' };

export default async ({ traced }: Kit): Promise<void> => {
  const handle = traced('handle', async (body: string) => await sleep(2, body));
  const boot = traced('boot', async (): Promise<Server> => {
    const server = createServer((request, response) => {
      void text(request).then(async (body) => response.end(await handle(body)));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return server;
  });
  const server = await boot();
  await sleep(10);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const body of ['a', 'b']) await fetch(url, { method: 'POST', body }).then(async (answer) => await answer.text());
  server.closeAllConnections();
  server.close();
};
