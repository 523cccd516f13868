import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { unpackTrace } from 'tracenest/wire';
import type {
  AppStatus,
  ErrorAnswer,
  OutlineAnswer,
  PackedTrace,
  ProjectSummary,
  RunDetail,
  TracePage,
} from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, sendRecords, startTestServer, testPage, type TestServer } from '../server.fixture.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.remove());

interface Sent {
  traceId: string;
  childId: string;
}

/** A root with one model call below it that failed, in one request. */
async function sendTrace(project: string, startTime = '2026-03-01T10:00:00.000001Z'): Promise<Sent> {
  const traceId = randomUUID();
  const childId = randomUUID();
  const segment = startTime.replace(/[-:.]/g, '');
  const answer = await sendRecords(server.url, [
    {
      op: 'create',
      id: childId,
      trace_id: traceId,
      parent_run_id: traceId,
      dotted_order: `${segment}${traceId}.${segment}${childId}`,
      name: 'model',
      run_type: 'llm',
      start_time: startTime,
      session_name: project,
      inputs: { messages: [{ role: 'user', content: 'hi' }] },
    },
    {
      op: 'create',
      id: traceId,
      trace_id: traceId,
      dotted_order: `${segment}${traceId}`,
      name: 'root',
      run_type: 'chain',
      start_time: startTime,
      session_name: project,
      inputs: { question: 'what is the time?' },
      extra: { runtime: { sdk: 'langsmith-js', sdk_version: '0.10.5' }, metadata: { thread_id: 'th' }, batch_size: 3 },
      tags: ['a'],
    },
    {
      op: 'update',
      id: childId,
      trace_id: traceId,
      end_time: startTime.replace('000001', '900001'),
      error: 'Error: no model\n  at model.ts:1',
      outputs: { usage_metadata: { input_tokens: 5, output_tokens: 2, total_tokens: 7 } },
    },
    {
      op: 'update',
      id: traceId,
      trace_id: traceId,
      end_time: startTime.replace('000001', '950001'),
      outputs: { answer: 'late' },
    },
  ]);
  expect(answer).toMatchObject({ status: 202, body: { stored: 4, rejected: [] } });
  return { traceId, childId };
}

describe('the line from a request to the page', () => {
  test('a trace that was sent is in the list of projects, in its project, as a tree and in detail', async () => {
    const { traceId, childId } = await sendTrace('line');

    const { body: status } = await ask<AppStatus>(`${server.url}/api/app/status`);
    expect(status).toMatchObject({ has_runs: true, needs_key: false, endpoint: server.url });

    const { body: listed } = await ask<{ projects: ProjectSummary[] }>(`${server.url}/api/app/projects`);
    expect(listed.projects.find((project) => project.name === 'line')).toMatchObject({
      trace_count: 1,
      run_count: 2,
      error_count: 0,
      last_start_time: '2026-03-01T10:00:00.000001Z',
    });

    const { body: page } = await ask<TracePage>(`${server.url}/api/app/projects/line/traces`);
    expect(page).toMatchObject({
      next_cursor: null,
      traces: [
        {
          trace_id: traceId,
          project: 'line',
          root_run_id: traceId,
          name: 'root',
          status: 'success',
          run_count: 2,
          error_count: 1,
          tokens: { prompt: 5, completion: 2, total: 7 },
          error_preview: null,
        },
      ],
    });
    expect(page.traces[0]?.inputs_preview).toContain('what is the time?');
    expect(page.traces[0]?.outputs_preview).toContain('late');

    const trace = unpackTrace((await ask<PackedTrace>(`${server.url}/api/app/traces/${traceId}`)).body);
    expect(trace).toMatchObject({
      trace_id: traceId,
      project: 'line',
      is_live: false,
      tokens: { total: 7 },
      findings: [],
    });
    expect(
      trace.rows.map(({ id, parent, depth, name, status: state }) => ({ id, parent, depth, name, state })),
    ).toEqual([
      { id: traceId, parent: -1, depth: 0, name: 'root', state: 'success' },
      { id: childId, parent: 0, depth: 1, name: 'model', state: 'error' },
    ]);
    const below = `${server.url}/api/app/traces/${traceId}?root=${childId}`;
    const part = unpackTrace((await ask<PackedTrace>(below)).body);
    expect(part).toMatchObject({ left_out: { rows: 1, of: 2 }, rows: [{ id: childId, parent: -1, depth: 0 }] });

    const { body: root } = await ask<RunDetail>(`${server.url}/api/app/runs/${traceId}?trace_id=${traceId}`);
    expect(root).toMatchObject({
      id: traceId,
      trace_id: traceId,
      project: 'line',
      inputs: { question: 'what is the time?' },
      outputs: { answer: 'late' },
      tags: ['a'],
      metadata: { thread_id: 'th' },
      extra: { batch_size: 3 },
      placement: { kind: null, sentence: 'As sent by langsmith-js 0.10.5.' },
    });
    const { body: child } = await ask<RunDetail>(`${server.url}/api/app/runs/${childId.toUpperCase()}`);
    expect(child).toMatchObject({
      trace_id: traceId,
      parent_run_id: traceId,
      error: 'Error: no model\n  at model.ts:1',
      tokens: { total: 7 },
    });

    const text = await (await fetch(`${server.url}/api/app/traces/${traceId}/outline`)).text();
    expect(text).toContain('root');
    expect(text).toMatch(/\n {2}model · llm · error/);
    const { body: outline } = await ask<OutlineAnswer>(`${server.url}/api/app/traces/${traceId}/outline?format=json`);
    expect(outline.rows.map((row) => row.name)).toEqual(['root', 'model']);
  });

  test('row 12: a run whose parent never arrived is shown below a placeholder, and says so in words', async () => {
    const traceId = randomUUID();
    const id = randomUUID();
    await sendRecords(server.url, [
      {
        op: 'create',
        id,
        trace_id: traceId,
        parent_run_id: traceId,
        name: 'orphan',
        session_name: 'orphans',
        start_time: new Date().toISOString(),
      },
    ]);
    const body = unpackTrace((await ask<PackedTrace>(`${server.url}/api/app/traces/${traceId}`)).body);
    expect(body.rows.map((row) => [row.name, row.placeholder, row.depth])).toEqual([
      ['(not received)', 'pending', 0],
      ['orphan', null, 1],
    ]);
    expect(body.is_live).toBe(true);
    expect(body.findings.map((finding) => finding.code)).toEqual(['pending-parent']);
    expect(body.findings[0]?.sentence).not.toMatch(/[{}]/);
    const { body: page } = await ask<TracePage>(`${server.url}/api/app/projects/orphans/traces`);
    expect(page.traces).toMatchObject([{ trace_id: traceId, name: 'orphan', root_run_id: null, status: 'pending' }]);
  });
});

describe('pages of a list', () => {
  test('newest first, every trace once, whatever the distance between them', async () => {
    const starts = [
      '2026-03-05T10:00:00.000001Z',
      '2026-03-05T09:59:59.000001Z',
      '2026-01-01T00:00:00.000001Z',
      '2019-01-01T00:00:00.000001Z',
    ];
    const ids: string[] = [];
    for (const start of starts) ids.push((await sendTrace('paged', start)).traceId);
    const seen: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const { body: page }: { body: TracePage } = await ask<TracePage>(
        `${server.url}/api/app/projects/paged/traces?limit=1&cursor=${encodeURIComponent(cursor)}`,
      );
      seen.push(...page.traces.map((trace) => trace.trace_id));
      cursor = page.next_cursor;
      pages++;
    }
    expect(seen).toEqual(ids);
    expect(pages).toBe(4);
  });
});

describe('what is not there or not right is said with a code, a sentence and what to do', () => {
  test.each([
    ['/api/app/nothing', 404, 'route-not-found'],
    ['/api/app/projects/none/traces', 404, 'project-not-found'],
    [`/api/app/traces/${randomUUID()}?root=${randomUUID()}`, 404, 'run-not-found'],
    [`/api/app/traces/${randomUUID()}?root=x`, 422, 'bad-value'],
    [`/api/app/traces/${randomUUID()}`, 404, 'trace-not-found'],
    [`/api/app/traces/${randomUUID()}/outline`, 404, 'trace-not-found'],
    [`/api/app/runs/${randomUUID()}`, 404, 'run-not-found'],
    ['/api/app/traces/not-an-id', 422, 'bad-value'],
    ['/api/app/runs/x', 422, 'bad-value'],
    ['/api/app/projects/default/traces?limit=0', 422, 'bad-value'],
    ['/api/app/projects/default/traces?cursor=%20%20', 422, 'bad-value'],
    [`/api/app/traces/${randomUUID()}/outline?format=xml`, 422, 'bad-value'],
  ])('%s', async (path, status, code) => {
    const answer = await ask<ErrorAnswer>(server.url + path);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    expect(answer.body.error.message).not.toMatch(/[{}]/);
    expect(answer.body.error.remedy).not.toMatch(/^$|[{}]/);
  });

  test.each(['/nothing', '/api/v1/nothing', '/api/nothing/deeper'])(
    '%s answers in the shape of its dialect',
    async (path) => {
      const answer = await ask<{ error: string; detail: string; code: string; remedy: string }>(server.url + path);
      expect(answer.status).toBe(404);
      expect(answer.body).toMatchObject({
        code: 'route-not-found',
        error: expect.stringContaining(path),
        detail: expect.stringContaining(path),
      });
    },
  );
});

describe('the page', () => {
  test.each(['/', '/project/a%2Fb', '/trace/x?run=y', '/run/x', '/preferences'])('%s is the page', async (path) => {
    const answer = await fetch(server.url + path);
    expect([answer.status, await answer.text()]).toEqual([200, testPage]);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain(`ws://127.0.0.1:${server.port}`.replace('127.0.0.1', new URL(server.url).hostname));
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
  });

  test('hashed files may be kept forever, others must be asked for', async () => {
    const script = await fetch(`${server.url}/assets/index-1a2b.js`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(await script.text()).toBe('export {};');
    expect((await fetch(`${server.url}/favicon.svg`)).headers.get('cache-control')).toBe('no-cache');
    expect((await fetch(`${server.url}/favicon.svg`, { method: 'HEAD' })).status).toBe(200);
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%00.js',
    '/assets/%zz.js',
    '/assets/none.js',
  ])('%s is no file of it', async (path) => {
    const answer = await fetch(server.url + path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('not served');
  });

  test('an unknown address is the page with 404 for a browser and JSON for a program', async () => {
    const browser = await fetch(`${server.url}/nowhere`, { headers: { accept: 'text/html,*/*' } });
    expect([browser.status, await browser.text()]).toEqual([404, testPage]);
    expect((await ask<{ code: string }>(`${server.url}/nowhere`)).body.code).toBe('route-not-found');
  });

  test.each([
    ['/o/t/projects/p/9a9a/r/5b5b?poll=true', '/run/5b5b'],
    ['/o/t/projects/p/9a9a', '/project/9a9a'],
  ])('the link %s of the official clients leads to %s', async (path, location) => {
    const answer = await fetch(server.url + path, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, location]);
  });
});

describe('the gate', () => {
  test('a foreign origin may not write, nor may a foreign host name be asked', async () => {
    const foreign = await postJson<{ code: string }>(`${server.url}/runs`, {});
    expect(foreign.body.code).not.toBe('origin-not-allowed');
    const answer = await ask<{ code: string }>(`${server.url}/runs/batch`, {
      method: 'POST',
      body: '{}',
      headers: { origin: 'https://evil.example' },
    });
    expect([answer.status, answer.body.code]).toEqual([403, 'origin-not-allowed']);
  });

  test('an unread body of a refused request does not cost the answer', async () => {
    const answer = await ask<{ code: string }>(`${server.url}/runs/batch`, {
      method: 'POST',
      body: Buffer.alloc(20 * 1024 * 1024),
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.body.code).toBe('origin-not-allowed');
  });
});

test('a gzip bomb costs the sender a 413', async () => {
  const answer = await ask<{ code: string }>(`${server.url}/runs/batch`, {
    method: 'POST',
    body: gzipSync(Buffer.alloc(300 * 1024 * 1024)),
    headers: { 'content-encoding': 'gzip' },
  });
  expect([answer.status, answer.body.code]).toEqual([413, 'body-too-large']);
});
