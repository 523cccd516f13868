/** The page of a shared link, on a server with a key: it reads what is shared, and nothing else. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  unpackTrace,
  type PackedTrace,
  type RunDetail,
  type ShareAnswer,
  type TraceSearchAnswer,
} from 'tracenest/wire';
import { ask, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
const key = { 'x-api-key': 'secret', 'content-type': 'application/json' };
const [root, child, leaf, other, stranger] = Array.from({ length: 5 }, () => randomUUID()) as [
  string,
  string,
  string,
  string,
  string,
];
/** What a program says of a run that tells of others, too. */
const told = {
  findings: [
    { code: 'cut', severity: 'info', evidence: { run: 'child', field: 'inputs', limit: '1 MB' } },
    { code: 'stale-parent', severity: 'warning', evidence: { parent: { id: root, name: 'root' }, ms: 5 } },
    { code: 'context-lost', severity: 'hint', evidence: { candidates: [{ id: stranger, name: 'undisclosed run' }] } },
    { code: 'exited-with-runs', severity: 'hint', evidence: { reason: 'exit', runs: 'undisclosed run' } },
  ],
  links: [
    { run_id: stranger, trace_id: stranger, kind: 'served' },
    { run_id: leaf, trace_id: root, kind: 'served' },
  ],
  process: { instance: 'undisclosed-process', host: 'undisclosed-host', pid: 4711 },
};

beforeAll(async () => {
  server = await startTestServer({ apiKey: 'secret' });
  const time = '20260301T100000000000Z';
  const run = (id: string, order: string, parent: string | null): object => ({
    id,
    trace_id: id === other ? other : root,
    dotted_order: order,
    parent_run_id: parent,
    name: id,
    run_type: 'chain',
    inputs: { secret: id },
    ...(id === child && { extra: { tracenest: told } }),
    start_time: '2026-03-01T10:00:00Z',
    end_time: '2026-03-01T10:00:01Z',
    session_name: 'shared',
  });
  const post = [
    run(root, `${time}${root}`, null),
    run(child, `${time}${root}.${time}${child}`, root),
    run(leaf, `${time}${root}.${time}${child}.${time}${leaf}`, child),
    run(other, `${time}${other}`, null),
  ];
  const { status } = await ask(`${server.url}/runs/batch`, {
    method: 'POST',
    headers: key,
    body: JSON.stringify({ post }),
  });
  expect(status).toBe(202);
});

afterAll(() => server.remove());

async function share(runId: string, method = 'PUT'): Promise<string | null> {
  const answer = await ask<ShareAnswer>(`${server.url}/api/app/runs/${runId}/share`, { method, headers: key });
  expect(answer.status).toBe(200);
  return answer.body.token;
}

const read = <Body = unknown>(token: string | null, path: string): ReturnType<typeof ask<Body>> =>
  ask<Body>(`${server.url}/shared/${token}/api/app${path}`);

async function namesIn(token: string | null, query = ''): Promise<string[]> {
  const { body } = await read<PackedTrace>(token, `/traces/${root}${query}`);
  return unpackTrace(body).rows.map(({ name }) => name);
}

describe('a shared trace', () => {
  test('is read without a key, and is not after it was taken back', async () => {
    const token = await share(root);
    expect(await share(root)).toBe(token);
    expect(await share(root, 'GET')).toBe(token);
    expect((await read(token, '/shared')).body).toEqual({ run_id: root, trace_id: root });
    expect(await namesIn(token)).toEqual([root, child, leaf]);
    expect((await read(token, `/runs/${leaf}`)).body).toMatchObject({ inputs: { secret: leaf } });
    expect((await read(token, `/runs/${leaf}/inputs`)).body).toEqual({ secret: leaf });
    expect((await read(token, `/runs/${leaf}/beside`)).body).toMatchObject({ feedback: [] });
    expect((await read(token, `/traces/${root}/turn`)).body).toEqual({ turn: null });
    await share(root, 'DELETE');
    expect(await share(root, 'GET')).toBeNull();
    for (const path of ['/shared', `/traces/${root}`, `/runs/${leaf}`, `/runs/${leaf}/beside`]) {
      expect(await read(token, path)).toMatchObject({ status: 404, body: { error: { code: 'share-not-found' } } });
    }
  });

  test('is not the way to another one, nor to a change', async () => {
    const token = await share(root);
    expect((await read(token, `/traces/${other}`)).status).toBe(404);
    expect((await read(token, `/runs/${other}`)).status).toBe(404);
    expect((await read(token, `/runs/${other}/beside`)).status).toBe(404);
    expect((await read(token, '/projects')).status).toBe(404);
    expect((await ask(`${server.url}/api/app/projects`)).status).toBe(401);
    const write = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"key":"x","score":1}' };
    expect((await ask(`${server.url}/shared/${token}/api/app/runs/${leaf}/feedback`, write)).status).toBe(401);
    expect((await ask(`${server.url}/api/app/runs/${root}/share`, { method: 'PUT' })).status).toBe(401);
    expect((await read(randomUUID(), '/shared')).status).toBe(404);
  });
});

describe('what the server knows beside the shared runs', () => {
  test('is told to whoever has the key, and not below a link', async () => {
    const token = await share(root);
    const own = await ask<PackedTrace>(`${server.url}/api/app/traces/${root}`, { headers: key });
    const codes = (trace: PackedTrace): string[] => trace.findings.map(({ code }) => code).toSorted();
    expect(codes(own.body)).toEqual(['context-lost', 'cut', 'exited-with-runs', 'stale-parent']);
    expect(JSON.stringify(own.body)).toContain('undisclosed run');
    const trace = await read<PackedTrace>(token, `/traces/${root}`);
    const run = await read<RunDetail>(token, `/runs/${child}`);
    expect(codes(trace.body)).toEqual(['cut', 'stale-parent']);
    expect(unpackTrace(trace.body).rows[1]?.links).toMatchObject([{ run_id: leaf }]);
    expect(run.body).toMatchObject({ findings: [], inputs: { secret: child } });
    for (const { body } of [trace, run]) {
      const text = JSON.stringify(body);
      expect(text).not.toContain('undisclosed');
      expect(text).not.toContain(stranger);
    }
  });

  test('contents of shared runs are searched, and of no other', async () => {
    const found = async (runId: string, q: string): Promise<string[]> => {
      const { body } = await read<TraceSearchAnswer>(await share(runId), `/traces/${root}/search?q=${q}`);
      return body.run_ids;
    };
    expect(await found(root, leaf)).toEqual([leaf]);
    expect(await found(root, 'secret')).toHaveLength(3);
    expect((await found(child, 'secret')).toSorted()).toEqual([child, leaf].toSorted());
    expect(await found(root, stranger)).not.toContain(stranger);
    const token = await share(root);
    expect((await read(token, `/traces/${other}/search?q=secret`)).status).toBe(404);
    expect((await read(token, `/traces/${root}/search?q=`)).status).toBe(422);
  });
});

test('a shared run comes with what is below it and nothing above', async () => {
  const token = await share(child);
  expect(await namesIn(token)).toEqual([child, leaf]);
  expect(await namesIn(token, `?root=${leaf}`)).toEqual([leaf]);
  expect((await read(token, `/traces/${root}?root=${root}`)).status).toBe(404);
  expect((await read(token, `/runs/${root}`)).status).toBe(404);
  const { body } = await read<PackedTrace>(token, `/traces/${root}`);
  expect(body).toMatchObject({ findings: [], splits: [], joins: [], processes: [] });
});

test('the page and its files need no key, everything else does', async () => {
  const token = await share(root);
  const page = (path: string): Promise<Response> =>
    fetch(server.url + path, { headers: { accept: 'text/html' }, redirect: 'manual' });
  expect((await page(`/shared/${token}`)).status).toBe(200);
  expect((await page(`/shared/${token}/trace/${root}`)).status).toBe(200);
  expect((await page('/assets/index-1.js')).status).not.toBe(401);
  expect((await page('/assets/../api/app/projects')).status).toBe(401);
  expect((await page('/project/shared')).status).toBe(401);
  expect((await page(`/public/${token}/r`)).headers.get('location')).toBe(`/shared/${token}`);
});
