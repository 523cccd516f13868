/** A server with a key: nothing is answered without it but what has to be. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ask, sendRecords, startTestServer, testPage, type TestServer } from '../server.fixture.js';
import { routeTable } from './write-routes.fixture.js';

const apiKey = 'a-long-random-key';
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ apiKey });
});

afterAll(() => server.remove());

/** Every route that is registered, asked for with a value in place of each name. */
function allRoutes(): [string, string][] {
  const routes = routeTable(apiKey).map(([method, pattern]): [string, string] => [
    method,
    pattern.replace(/:\w+/g, 'x').replaceAll('*', 'assets/index-1a2b.js'),
  ]);
  return [...new Map(routes.map((route) => [route.join(' '), route])).values()];
}

const open = new Set([
  'GET /health',
  'GET /info',
  'GET /api/info',
  'GET /api/v1/info',
  'GET /sign-in',
  'POST /sign-in',
  'GET /sign-in.css',
  // The page's program text, the same everywhere: who has a shared link needs it.
  'GET /assets/index-1a2b.js',
]);

/** Their address holds a secret; without the right one there is nothing. */
const openToWhoKnows = new Set(
  ['', '/api', '/api/v1'].flatMap((prefix) => [
    `GET ${prefix}/public/x/r`,
    `GET ${prefix}/public/x/run`,
    `GET ${prefix}/public/x/run/x`,
    `POST ${prefix}/public/x/runs/query`,
    `GET ${prefix}/public/x/feedbacks`,
    `GET ${prefix}/attachments/x/x`,
    `GET ${prefix}/feedback/tokens/x`,
    `POST ${prefix}/feedback/tokens/x`,
  ]),
);
for (const asked of [
  'shared',
  'traces/x',
  'traces/x/turn',
  'traces/x/search',
  'runs/x',
  'runs/x/inputs',
  'runs/x/outputs',
  'runs/x/beside',
]) {
  openToWhoKnows.add(`GET /shared/x/api/app/${asked}`);
}
for (const prefix of ['/v2', '/api/v2']) {
  openToWhoKnows.add(`GET ${prefix}/public/x/run/x`).add(`POST ${prefix}/public/x/runs/query`);
}

test.each(allRoutes())('%s %s needs the key unless it has to be open', async (method, path) => {
  const answer = await fetch(server.url + path, { method, redirect: 'manual' });
  if (open.has(`${method} ${path}`)) expect(answer.status).not.toBe(403);
  else if (openToWhoKnows.has(`${method} ${path}`)) expect([404, 422]).toContain(answer.status);
  else expect(answer.status).toBe(401);
});

test('the table above has every route', () => {
  const paths = allRoutes().map((route) => route.join(' '));
  for (const name of [...open, ...openToWhoKnows]) expect(paths).toContain(name);
  for (const prefix of ['', '/api', '/api/v1']) expect(paths).toContain(`POST ${prefix}/runs/multipart`);
  expect(paths).toContain('GET /api/app/traces/x/outline');
  expect(paths.length).toBeGreaterThan(40);
});

describe('with the key', () => {
  test.each([{ 'x-api-key': apiKey }, { authorization: `Bearer ${apiKey}` }])('%j is answered', async (headers) => {
    expect((await fetch(`${server.url}/api/app/status`, { headers })).status).toBe(200);
    expect((await fetch(`${server.url}/sessions`, { headers })).status).toBe(200);
  });

  test('a wrong one is refused, in the words of each dialect', async () => {
    const headers = { 'x-api-key': 'wrong' };
    expect((await ask<{ error: { code: string } }>(`${server.url}/api/app/status`, { headers })).body.error.code).toBe(
      'key-wrong',
    );
    expect((await ask<{ code: string }>(`${server.url}/sessions`, { headers })).body.code).toBe('key-wrong');
    expect(await sendRecords(server.url, [])).toMatchObject({ status: 401, body: { code: 'key-missing' } });
  });
});

describe('a person at a browser', () => {
  const browser = { accept: 'text/html,application/xhtml+xml' };

  async function signIn(key: string, next: string): Promise<Response> {
    return fetch(`${server.url}/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ key, next }),
      redirect: 'manual',
    });
  }

  test('gets a form, signs in, and has page, API and live socket', async () => {
    const form = await fetch(`${server.url}/trace/x?run=%22y`, { headers: browser });
    expect(form.status).toBe(401);
    const html = await form.text();
    expect(html).toContain('name="next" type="hidden" value="/trace/x?run=%22y"');
    expect(html).not.toMatch(/<script|<style/);

    const signedIn = await signIn(apiKey, '/trace/x?run=%22y');
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/trace/x?run=%22y']);
    const setCookie = signedIn.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(setCookie).not.toContain(apiKey);

    const cookie = setCookie.split(';')[0] ?? '';
    expect(await (await fetch(`${server.url}/`, { headers: { ...browser, cookie } })).text()).toBe(testPage);
    expect((await fetch(`${server.url}/api/app/projects`, { headers: { cookie } })).status).toBe(200);
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/app/live`, { headers: { cookie } });
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    socket.terminate();
  });

  test('with a wrong key gets the form again, with the reason and without a cookie', async () => {
    const answer = await signIn('wrong', '/');
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await answer.text()).toContain('role="alert"');
  });

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/a\nb', ''])(
    'is not sent on to %j',
    async (next) => {
      expect((await signIn(apiKey, next)).headers.get('location')).toBe('/');
    },
  );

  test('the live socket is closed without the cookie', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/app/live`);
    const status = await new Promise((resolve) =>
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode)),
    );
    expect(status).toBe(401);
    socket.on('error', () => {});
    socket.terminate();
  });
});
