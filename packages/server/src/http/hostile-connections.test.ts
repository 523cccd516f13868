/**
 * Connections that do not keep to the protocol: each ends with an answer or is cut, and none is waited
 * for for good.
 */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postJson, startTestServer, type TestServer } from '../server.fixture.js';
import { defaultBodyLimits } from './limits.js';
import { goodRun, multipartOf } from './write-routes.fixture.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({}, { limits: { ...defaultBodyLimits, maxIdleMs: 200, maxDrainMs: 500 } });
});

afterAll(() => server.remove());

const head = (headers: string, path = '/runs/batch'): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`;

/** Sends the pieces as they are and gives what comes back until the connection ends. */
async function raw(pieces: readonly (string | Buffer)[], hangUp: boolean): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()).on('error', () => resolve()));
  for (const piece of pieces) await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  if (hangUp) socket.end();
  await ended;
  return answer;
}

async function expectHealthy(): Promise<void> {
  const run = goodRun();
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  expect((await postJson(`${server.url}/runs`, run)).status).toBe(202);
  expect((await fetch(`${server.url}/runs/${run.id}`)).status).toBe(200);
}

const good = JSON.stringify({ post: [goodRun()] });

describe('a request that is none', () => {
  test.each<[string, (string | Buffer)[]]>([
    ['a length that is no number', [head('Content-Length: many'), good]],
    ['a negative length', [head('Content-Length: -1'), good]],
    ['two lengths', [head('Content-Length: 1\r\nContent-Length: 2'), good]],
    ['a length and chunks', [head('Content-Length: 5\r\nTransfer-Encoding: chunked'), '5\r\nhello\r\n0\r\n\r\n']],
    ['chunks whose length is rubbish', [head('Transfer-Encoding: chunked'), 'zz\r\n{}\r\n0\r\n\r\n']],
    ['a chunk longer than it says', [head('Transfer-Encoding: chunked'), '1\r\n{}{}{}{}\r\n0\r\n\r\n']],
    ['a chunk of more bytes than there are numbers', [head('Transfer-Encoding: chunked'), 'ffffffffffffffffff\r\n']],
    ['a transfer encoding of its own', [head('Transfer-Encoding: gzip'), good]],
    ['a megabyte of headers', [head(`X-Large: ${'x'.repeat(2 ** 20)}`), good]],
    ['ten thousand headers', [head(Array.from({ length: 10_000 }, (_, i) => `X-${i}: 1`).join('\r\n')), good]],
    ['a line break in a header', [head('X-Odd: a\rb\nc'), good]],
    ['no host', ['POST /runs/batch HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}']],
    ['another protocol', [Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])]],
  ])('%s', async (_, pieces) => {
    const answer = await raw(pieces, true);
    expect(answer === '' || /^HTTP\/1\.1 (?:4\d\d|503) /.test(answer)).toBe(true);
    await expectHealthy();
  });
});

describe('a body that does not come', () => {
  test.each<[string, (string | Buffer)[]]>([
    ['nothing of it', [head('Content-Length: 100')]],
    ['half of it', [head(`Content-Length: ${good.length}`), good.slice(0, good.length / 2)]],
    ['chunks without an end', [head('Transfer-Encoding: chunked'), '2\r\n{}\r\n']],
    ['half of a gzip', [head('Content-Length: 100\r\nContent-Encoding: gzip'), Buffer.from([0x1f, 0x8b])]],
  ])('%s: is given up with 408 while the connection stands', async (_, pieces) => {
    expect(await raw(pieces, false)).toMatch(/^HTTP\/1\.1 408 [\s\S]*body-too-slow/);
    await expectHealthy();
  });

  test('and whose sender hangs up costs nobody anything', async () => {
    for (let i = 0; i < 20; i += 1) await raw([head(`Content-Length: ${good.length}`), good.slice(0, 9)], true);
    await expectHealthy();
  });

  test('a length shorter than the body: what follows is no request', async () => {
    expect(await raw([head('Content-Length: 2'), `{}${good}`], true)).toMatch(/^HTTP\/1\.1 /);
    await expectHealthy();
  });
});

describe('multipart that lies', () => {
  const run = goodRun();
  const { body, contentType } = multipartOf([
    [`post.${run.id}`, JSON.stringify(run), 'application/json; length=999999999'],
    [`post.${run.id}.outputs`, '{"broken":'],
    ['', '{}'],
    ['post.x.inputs', '{}'],
    [`attachment.${run.id}.${'../'.repeat(40)}etc/passwd\\r\\nX-Odd: 1`, 'text', 'text/html'],
  ]);

  test('about lengths and names: the good run is stored, the file is a download under its own name', async () => {
    const sent = await fetch(`${server.url}/runs/multipart`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    expect(sent.status).toBe(202);
    const read = (await (await fetch(`${server.url}/api/app/runs/${run.id}/beside`)).json()) as {
      attachments: { path: string }[];
    };
    const file = await fetch(server.url + (read.attachments[0]?.path ?? ''));
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''[\w.%~!-]+$/);
    expect(file.headers.get('content-security-policy')).toContain('sandbox');
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(file.headers.get('x-odd')).toBeNull();
  });

  test.each([
    ['another boundary', 'multipart/form-data; boundary=other'],
    ['no boundary', 'multipart/form-data'],
    ['a boundary of a kilobyte', `multipart/form-data; boundary=${'b'.repeat(1024)}`],
  ])('%s', async (_, type) => {
    const sent = await fetch(`${server.url}/runs/multipart`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(sent.status).toBe(422);
  });
});
