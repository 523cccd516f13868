/** A server whose store is not open yet. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../log.js';
import { createApp } from './app.js';
import { BodyReader } from './limits.js';

let server: Server;
let url: string;

beforeAll(async () => {
  const app = createApp({
    rules: { host: '127.0.0.1', allowedHosts: [], allowedOrigins: [], apiKey: null },
    webDirectory: '/nowhere',
    openapiFile: '/nowhere',
    version: '1.2.3',
    log: silentLog,
    bodies: new BodyReader(),
    line: () => null,
  });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, autoCleanupIncoming: false });
  server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ['GET', '/health'],
  ['GET', '/api/app/projects'],
  ['GET', '/sessions'],
  ['POST', '/runs/batch'],
  ['POST', '/runs/multipart'],
])('%s %s answers 503 and when to ask again', async (method, path) => {
  const answer = await fetch(url + path, method === 'POST' ? { method, body: Buffer.alloc(1_000_000) } : { method });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
});

test('what needs no store is answered: /info, and a sentence in place of the page that was not built', async () => {
  expect((await fetch(`${url}/info`)).status).toBe(200);
  expect(await (await fetch(`${url}/`)).text()).toContain('npm run build');
});
