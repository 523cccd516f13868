import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import {
  ApiError,
  getPrices,
  getProjectFindings,
  getRun,
  getStatus,
  getTrace,
  joinTraces,
  listFindingTraces,
  listProjects,
  listTraces,
  partTraces,
  resetPrices,
  setPrices,
} from './index.js';
import { packRows } from '../wire/packed-rows.js';
import { pathOf } from './http.js';

let server: Server | undefined;

afterEach(async () => {
  const closing = server;
  server = undefined;
  closing?.closeAllConnections();
  await new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()));
});

async function listen(answer: RequestListener): Promise<{ origin: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, asked };
}

const json =
  (status: number, body: unknown): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };

async function errorOf(work: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`);
  return error;
}

describe('what is asked', () => {
  test('names and cursors are escaped, the limit is sent where it is given', async () => {
    const { origin, asked } = await listen(json(200, { traces: [], next_cursor: null }));
    await listTraces({ origin }, { project: 'a/b ✓?', cursor: 'x&y=1', limit: 20 });
    expect(asked[0]?.url).toBe('/api/app/projects/a%2Fb%20%E2%9C%93%3F/traces?cursor=x%26y%3D1&limit=20');
  });

  test('each question has its path', async () => {
    const { origin, asked } = await listen(json(200, { projects: [], table: packRows([]) }));
    await getStatus({ origin });
    await listProjects({ origin });
    await getTrace({ origin }, 't1');
    await getRun({ origin }, { runId: 'r1', traceId: 't1' });
    await getRun({ origin }, { runId: 'r1' });
    await getTrace({ origin }, 't1', { join: 'none' });
    await getTrace({ origin }, 't1', { root: 'r1' });
    await getProjectFindings({ origin }, { project: 'a/b', since: '2026-11-20T00:00:00Z' });
    await listFindingTraces({ origin }, { project: 'p', code: 'late-child', cursor: 'c', limit: 5 });
    await getPrices({ origin });
    expect(asked.map((request) => request.url)).toEqual([
      '/api/app/status',
      '/api/app/projects',
      '/api/app/traces/t1',
      '/api/app/runs/r1?trace_id=t1',
      '/api/app/runs/r1',
      '/api/app/traces/t1?join=none',
      '/api/app/traces/t1?root=r1',
      '/api/app/projects/a%2Fb/findings?since=2026-11-20T00%3A00%3A00Z',
      '/api/app/projects/p/findings/late-child/traces?cursor=c&limit=5',
      '/api/app/prices',
    ]);
  });

  test('each change has its path, its method and its body as JSON', async () => {
    const bodies: string[] = [];
    const { origin, asked } = await listen((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
      request.on('end', () => {
        const isJoin = request.url?.startsWith('/api/app/joins') === true;
        response.writeHead(isJoin ? 204 : 200).end(isJoin ? undefined : '{"version":"v"}');
      });
    });
    const join = { run_id: 'r', trace_id: 't', parent_id: 'p', parent_trace_id: 'u' };
    await joinTraces({ origin, apiKey: 'k' }, join);
    await partTraces({ origin }, 'r/1');
    expect(await setPrices({ origin }, { version: 1 })).toEqual({ version: 'v' });
    expect(await resetPrices({ origin })).toEqual({ version: 'v' });
    expect(
      asked.map(({ method, url, headers }) => [method, url, headers['content-type'], headers['x-api-key']]),
    ).toEqual([
      ['POST', '/api/app/joins', 'application/json', 'k'],
      ['DELETE', '/api/app/joins/r%2F1', undefined, undefined],
      ['PUT', '/api/app/prices', 'application/json', undefined],
      ['DELETE', '/api/app/prices', undefined, undefined],
    ]);
    expect(bodies.map((text) => JSON.parse(text) as unknown)).toEqual([join, { version: 1 }]);
  });

  test('a change that is refused says why', async () => {
    const { origin } = await listen(
      json(400, { error: { code: 'bad-prices', message: 'lists[0]', remedy: 'Mend it.' } }),
    );
    expect((await errorOf(setPrices({ origin }, {}))).remedy).toBe('Mend it.');
  });

  test('the key travels as x-api-key, and only where there is one', async () => {
    const { origin, asked } = await listen(json(200, {}));
    await getStatus({ origin, apiKey: 'k' });
    await getStatus({ origin: `${origin}/` });
    expect(asked.map((request) => request.headers['x-api-key'])).toEqual(['k', undefined]);
    expect(asked[1]?.url).toBe('/api/app/status');
  });

  test('a path without a query has no question mark', () => {
    expect(pathOf(['a', 'b'], { c: undefined })).toBe('/a/b');
  });
});

describe('what is answered', () => {
  test('the list of projects comes out of its envelope', async () => {
    const project = { id: 'p', name: 'n', trace_count: 1, run_count: 2, error_count: 0, last_start_time: null };
    const { origin } = await listen(json(200, { projects: [project] }));
    expect(await listProjects({ origin })).toEqual([project]);
  });

  test('an error of the server keeps its code, sentence, remedy and status', async () => {
    const { origin } = await listen(
      json(404, { error: { code: 'no-trace', message: 'There is no trace t1.', remedy: 'Check the id.' } }),
    );
    const error = await errorOf(getTrace({ origin }, 't1'));
    expect([error.code, error.message, error.remedy, error.status]).toEqual([
      'no-trace',
      'There is no trace t1.',
      'Check the id.',
      404,
    ]);
  });

  test('a trace of a server of another version is told to be one', async () => {
    const { origin } = await listen(json(200, { trace_id: 't1', rows: [] }));
    expect(await errorOf(getTrace({ origin }, 't1'))).toMatchObject({ code: 'unreadable-answer' });
  });

  test.each([
    ['a proxy page', (_request, response) => void response.writeHead(502).end('<html>Bad gateway</html>')],
    ['JSON of another shape', json(502, { detail: 'no' })],
    ['no object at all', json(502, null)],
  ] satisfies [string, RequestListener][])(
    'an error answer that is %s still names its status',
    async (_name, answer) => {
      const { origin } = await listen(answer);
      const error = await errorOf(getStatus({ origin }));
      expect(error.code).toBe('http-502');
      expect(error.message).toContain('502');
      expect(error.remedy).not.toBe('');
    },
  );

  test('a good answer that is no JSON is an unreadable answer', async () => {
    const { origin } = await listen((_request, response) => void response.end('<html></html>'));
    const error = await errorOf(getStatus({ origin }));
    expect([error.code, error.status]).toEqual(['unreadable-answer', 200]);
  });

  test('an answer that breaks off is an unreadable answer', async () => {
    const { origin } = await listen((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"version"', () => response.destroy());
    });
    expect((await errorOf(getStatus({ origin }))).code).toBe('unreadable-answer');
  });

  test('no server is unreachable and names the address', async () => {
    const { origin } = await listen(json(200, {}));
    await new Promise<void>((resolve) => server?.close(() => resolve()));
    server = undefined;
    const error = await errorOf(getStatus({ origin }));
    expect([error.code, error.status]).toEqual(['unreachable', null]);
    expect(error.message).toContain(origin);
  });

  test('an abort is thrown as it is, before and during the answer', async () => {
    const before = new AbortController();
    before.abort();
    const { origin } = await listen(json(200, {}));
    await expect(getStatus({ origin }, { signal: before.signal })).rejects.toMatchObject({ name: 'AbortError' });

    const during = new AbortController();
    const slow = await listen((_request, response) => {
      response.writeHead(200);
      response.write('{', () => during.abort());
    });
    await expect(getStatus({ origin: slow.origin }, { signal: during.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
