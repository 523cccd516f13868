/** LangSmith's v2 API by the generated part of the official npm client. */
import { randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;
let client: Client;
let projectId = '';
const [first, second, child] = [randomUUID(), randomUUID(), randomUUID()];
const now = Date.now();
const at = (ms: number): string => new Date(now - 60_000 + ms).toISOString();
const order = (id: string, ms: number): string => `${at(ms).replaceAll(/[-:.]|Z$/gu, '')}000Z${id}`;

beforeAll(async () => {
  server = await startTestServer();
  client = new Client({ apiUrl: `${server.url}/api/v1`, apiKey: 'anything', callerOptions: { maxRetries: 0 } });
  const shared = { session_name: 'v2', extra: { metadata: { thread_id: 'th' } } };
  const usage = { usage_metadata: { input_tokens: 3, output_tokens: 4, total_tokens: 7 } };
  await sendRecords(server.url, [
    {
      id: first,
      trace_id: first,
      dotted_order: order(first, 0),
      name: 'first',
      run_type: 'chain',
      start_time: at(0),
      end_time: at(1_000),
      inputs: { q: 1 },
      ...shared,
    },
    {
      id: second,
      trace_id: second,
      dotted_order: order(second, 5_000),
      name: 'second',
      run_type: 'chain',
      start_time: at(5_000),
      end_time: at(8_000),
      error: 'no luck',
      ...shared,
    },
    {
      id: child,
      trace_id: first,
      parent_run_id: first,
      dotted_order: `${order(first, 0)}.${order(child, 1)}`,
      name: 'model',
      run_type: 'llm',
      start_time: at(1),
      end_time: at(500),
      outputs: usage,
      ...shared,
    },
    { id: randomUUID(), name: 'long ago', run_type: 'chain', start_time: '2020-01-01T00:00:00Z', ...shared },
  ]);
  projectId = (await client.readProject({ projectName: 'v2' })).id;
});

afterAll(() => server.remove());

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('runs', () => {
  test('row 28: are found within the last day, newest first, page by page, with what was selected', async () => {
    const selects = ['ID', 'NAME', 'STATUS', 'RUN_TYPE', 'IS_ROOT', 'LATENCY_SECONDS'] as const;
    const found = await collect(client.runs.query({ project_ids: [projectId], selects: [...selects], page_size: 1 }));
    expect(found).toEqual([
      { id: second, name: 'second', status: 'ERROR', run_type: 'CHAIN', is_root: true, latency_seconds: 3 },
      { id: child, name: 'model', status: 'SUCCESS', run_type: 'LLM', is_root: false, latency_seconds: 0.499 },
      { id: first, name: 'first', status: 'SUCCESS', run_type: 'CHAIN', is_root: true, latency_seconds: 1 },
    ]);
  });

  test.each([
    [{ run_type: 'LLM' as const }, ['model']],
    [{ is_root: true }, ['second', 'first']],
    [{ has_error: true }, ['second']],
    [{ trace_id: first }, ['model', 'first']],
    [{ filter: 'eq(name, "first")' }, ['first']],
    [{ trace_filter: 'eq(name, "first")' }, ['model', 'first']],
    [{ tree_filter: 'eq(run_type, "llm")' }, ['model', 'first']],
    [{ ids: [child] }, ['model']],
    [{ min_start_time: '2019-01-01T00:00:00Z', max_start_time: '2021-01-01T00:00:00Z' }, ['long ago']],
    [{ sort_order: 'ASC' }, ['first', 'model', 'second']],
  ])('%j', async (said, names) => {
    const found = await collect(client.runs.query({ project_ids: [projectId], selects: ['NAME'], ...said }));
    expect(found.map((run) => run.name)).toEqual(names);
  });

  test('are read by id: by default the id alone', async () => {
    expect(await client.runs.retrieve(first, { project_id: projectId })).toEqual({ id: first });
    const run = await client.runs.retrieve(first, {
      project_id: projectId,
      selects: ['START_TIME', 'METADATA', 'TOTAL_TOKENS', 'THREAD_ID', 'INPUTS'],
    });
    expect(run).toEqual({
      start_time: expect.stringMatching(/Z$/) as unknown,
      metadata: { thread_id: 'th' },
      total_tokens: 7,
      thread_id: 'th',
      inputs: { q: 1 },
    });
    const { url } = await client.runs.getURL(first, { project_id: projectId, trace_id: first });
    expect(url).toBe(`${server.url}/run/${first}`);
  });

  test('errors are problem details', async () => {
    const { status, body } = await postJson<object>(`${server.url}/api/v2/runs/query`, {
      project_ids: [projectId],
      filter: 'eq(name',
    });
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({
        status: 400,
        title: 'bad-filter',
        detail: expect.stringContaining('character') as unknown,
        instance: '/api/v2/runs/query',
      }),
    ]);
    expect((await postJson(`${server.url}/v2/runs/query`, {})).status).toBe(422);
    expect((await ask(`${server.url}/api/v2/runs/${randomUUID()}`)).status).toBe(404);
  });
});

test('traces come with their root and sums, and with all their runs', async () => {
  const traces = await collect(client.traces.query({ project_id: projectId, selects: ['NAME'] }));
  expect(traces).toEqual([
    { root_run: { name: 'second' }, trace_aggregates: { first_token_time: null, total_tokens: 0, total_cost: null } },
    { root_run: { name: 'first' }, trace_aggregates: expect.objectContaining({ total_tokens: 7 }) as unknown },
  ]);
  const { items } = await client.traces.listRuns(first, { project_id: projectId, selects: ['NAME'] });
  expect(items).toEqual([{ name: 'first' }, { name: 'model' }]);
});

test('threads are listed, with their traces and sums', async () => {
  const [thread, ...others] = await collect(client.threads.query({ project_id: projectId }));
  expect(others).toEqual([]);
  expect(thread).toMatchObject({
    thread_id: 'th',
    count: 2,
    first_trace_id: first,
    last_trace_id: second,
    last_error: 'no luck',
    num_errored_turns: 1,
    latency_p50: 1,
    latency_p99: 3,
    total_tokens: 7,
  });
  const traces = await collect(
    client.threads.listTraces('th', { project_id: projectId, selects: ['NAME', 'LATENCY'], page_size: 2 }),
  );
  expect(traces.map((trace) => [trace.name, trace.latency])).toEqual([
    ['second', 3],
    ['first', 1],
    ['long ago', null],
  ]);
  const stats = await client.threads.stats('th', {
    session_id: projectId,
    selects: ['TURNS', 'TOTAL_TOKENS', 'LATENCY_P99'],
  });
  expect(stats).toEqual({ turns: 3, total_tokens: 7, latency_p99_seconds: 3 });
});

test('runs are shared and read by the link', async () => {
  const { share_token: token = '' } = await client.runs.share.create(first, { session_id: projectId, trace_id: first });
  const read = await client.public.runs.retrieve(child, { share_token: token, selects: ['NAME'], start_time: at(0) });
  expect(read).toEqual({ name: 'model' });
  expect(await client.public.runs.query(token, { selects: ['NAME'] })).toMatchObject({
    items: [{ name: 'first' }, { name: 'model' }],
    next_cursor: null,
  });
  expect((await ask(`${server.url}/api/v2/public/${token}/run/${second}`)).status).toBe(404);
  await client.runs.share.delete(first, { session_id: projectId });
  expect((await ask(`${server.url}/api/v2/public/${token}/run/${child}`)).status).toBe(404);
});

describe('projects', () => {
  const sessions = `/api/v2/sessions`;
  const read = async <Body>(path: string, init?: RequestInit): Promise<Body> =>
    (await ask<Body>(server.url + path, init)).body;
  interface ProjectV2 {
    id: string;
    name: string;
    description: string | null;
    type: string;
    start_time: string;
  }
  interface ProjectPage {
    items: ProjectV2[];
    next_cursor: string | null;
    has_more: boolean;
  }

  test('are made, read, changed and listed in pages, with times that name their zone', async () => {
    for (const i of [0, 1, 2]) await postJson(server.url + sessions, { type: 'PROJECT', name: `paged-${i}` });
    const page = await read<ProjectPage>(`${sessions}?name_contains=paged-&page_size=2`);
    const rest = await read<ProjectPage>(
      `${sessions}?name_contains=paged-&page_size=2&cursor=${page.next_cursor ?? ''}`,
    );
    expect([page.items.length, page.has_more, rest.items.length, rest.next_cursor]).toEqual([2, true, 1, null]);
    const names = [...page.items, ...rest.items].map(({ name }) => name);
    expect(names.toSorted()).toEqual(['paged-0', 'paged-1', 'paged-2']);
    const [{ id, name }] = page.items as [ProjectV2];
    const body = JSON.stringify({ description: 'changed' });
    expect(await read(`${sessions}/${id}`, { method: 'PATCH', body })).toMatchObject({ name, description: 'changed' });
    const again = await read<ProjectV2>(`${sessions}/${id}`);
    expect(again).toMatchObject({ id, name, description: 'changed', type: 'PROJECT' });
    expect(again.start_time).toMatch(/Z$/u);
  });

  test('of agents and experiments are none, and none can be made', async () => {
    expect(await read(`${sessions}?type=AGENT`)).toEqual({ items: [], next_cursor: null, has_more: false });
    const refused = await postJson(server.url + sessions, { type: 'EXPERIMENT', name: 'x' });
    expect(refused.status).toBe(422);
    expect((await ask(`${server.url}${sessions}/${randomUUID()}`)).status).toBe(404);
  });
});

test('pages come as one event to those that want a stream', async () => {
  const body = JSON.stringify({ project_ids: [projectId], selects: ['NAME'], page_size: 1 });
  const answer = await fetch(`${server.url}/api/v2/runs/query`, {
    method: 'POST',
    body,
    headers: { accept: 'text/event-stream' },
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const [event, ...rest] = (await answer.text()).split('\n\n').filter((text) => text !== '');
  const patch = JSON.parse((event ?? '').replace(/^data: /u, '')) as { path: string; value: { items: unknown[] } }[];
  expect([rest, patch.length, patch[0]?.path]).toEqual([[], 1, '']);
  expect(patch[0]?.value).toMatchObject({ items: [{ name: 'second' }], has_more: true });
});

test('sums over the threads of a project', async () => {
  const select = ['THREAD_COUNT', 'TRACE_COUNT', 'TOTAL_TOKENS', 'ERROR_RATE', 'LATENCY_P99', 'MEDIAN_TOKENS'];
  const answer = await postJson(`${server.url}/api/v2/threads/stats`, { project_id: projectId, select });
  expect(answer.body).toEqual({
    thread_count: 1,
    trace_count: 2,
    total_tokens: 7,
    error_rate: 0.5,
    latency_p99_seconds: 3,
    median_tokens: 0,
  });
});
