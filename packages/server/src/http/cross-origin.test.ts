/** Pages of other sites, as a browser asks for them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, startTestServer, type TestServer } from '../server.fixture.js';

const apiKey = 'a-long-random-key';
const origin = 'https://app.example.com';
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ apiKey, allowedOrigins: [origin] });
});

afterAll(() => server.remove());

const preflight = (from: string, path: string): Promise<Response> =>
  fetch(server.url + path, {
    method: 'OPTIONS',
    headers: {
      origin: from,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type, x-api-key',
    },
  });

describe('a site that is allowed', () => {
  test('is told that it may send, and with which headers', async () => {
    const answer = await preflight(origin, '/runs/batch');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(answer.headers.get('access-control-allow-headers')).toBe('content-type, x-api-key');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  test('sends with the key and reads the answer, errors too', async () => {
    const headers = { origin, 'x-api-key': apiKey };
    const body = JSON.stringify({ id: randomUUID(), name: 'from a page' });
    const sent = await ask(`${server.url}/runs`, { method: 'POST', headers, body });
    expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([202, origin]);
    const refused = await ask(`${server.url}/runs`, { method: 'POST', headers: { origin }, body });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, origin]);
  });
});

describe('any other site', () => {
  test.each(['https://evil.example', 'https://app.example.com.evil.example', 'http://app.example.com', 'null'])(
    '%s is told nothing and may not write, even with the key',
    async (from) => {
      const asked = await preflight(from, '/runs/batch');
      expect(asked.headers.get('access-control-allow-origin')).toBeNull();
      const headers = { origin: from, 'x-api-key': apiKey };
      const sent = await ask(`${server.url}/runs`, { method: 'POST', headers, body: '{}' });
      expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    },
  );

  test('may give feedback at an address that it was given, and at no other', async () => {
    const runId = randomUUID();
    const headers = { 'x-api-key': apiKey };
    await ask(`${server.url}/runs`, { method: 'POST', headers, body: JSON.stringify({ id: runId, name: 'judged' }) });
    const made = await ask<{ url: string }>(`${server.url}/feedback/tokens`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ run_id: runId, feedback_key: 'thumbs' }),
    });
    const { pathname } = new URL(made.body.url);
    const from = 'https://users.example';
    expect((await preflight(from, pathname)).headers.get('access-control-allow-origin')).toBe('*');
    const given = await ask(server.url + pathname, { method: 'POST', headers: { origin: from }, body: '{"score":1}' });
    expect([given.status, given.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    const large = JSON.stringify({ comment: 'x'.repeat(300_000) });
    const refused = await ask(server.url + pathname, { method: 'POST', headers: { origin: from }, body: large });
    expect(refused).toMatchObject({ status: 413, body: { code: 'question-body-too-large' } });
    const listed = await fetch(`${server.url}/feedback?run=${runId}`, { headers: { origin: from } });
    expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([401, null]);
  });
});
