/** A middleware makes the caller's run current; a body parser comes after it. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Expected, Kit } from '../../kit.js';

export const expected: Expected = { is: 'explicit', tree: 'client(server(step))' };

export default async ({ traced, headers, continued }: Kit): Promise<void> => {
  const step = traced('step', async () => {});
  const serve = traced('server', async () => await step());
  const server = express()
    .use((request, _, next) => {
      continued(request.headers, () => next());
    })
    .use(express.json({ limit: '1mb' }))
    .post('/', (_, response) => void serve().then(() => response.send('ok')))
    .listen(0);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await traced('client', async () => {
    const body = JSON.stringify({ text: 'tea '.repeat(50_000) });
    await (
      await fetch(url, { method: 'POST', body, headers: { ...headers(), 'content-type': 'application/json' } })
    ).text();
  })();
  server.closeAllConnections();
  server.close();
};
