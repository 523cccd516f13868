/** Runs by words and filters, one project or all, and what an id, its beginning or a name means. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FoundAnswer, RunSearchPage } from 'tracenest/wire';
import { ask, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
const ids = { root: randomUUID(), model: randomUUID(), other: randomUUID(), orphan: randomUUID(), lost: randomUUID() };
const start = Date.now() - 60_000;
const at = (ms: number): string => new Date(start + ms).toISOString();

beforeAll(async () => {
  server = await startTestServer();
  const { status } = await sendRecords(server.url, [
    run(ids.root, { name: 'Refund order', start_time: at(0), extra: { metadata: { thread_id: 'chat-ünïque-81' } } }),
    run(ids.model, {
      trace_id: ids.root,
      parent_run_id: ids.root,
      name: 'ChatOpenAI',
      run_type: 'llm',
      start_time: at(10),
      inputs: { question: 'Where is the marsupial?' },
      error: 'RateLimitError: slow down',
    }),
    run(ids.other, { name: 'nightly 100% import', start_time: at(20), session_name: 'batch' }),
    run(ids.orphan, { trace_id: ids.lost, parent_run_id: ids.lost, name: 'orphan', start_time: at(30) }),
  ]);
  expect(status).toBe(202);
});

afterAll(() => server.remove());

function run(id: string, fields: object): object {
  return { op: 'create', id, trace_id: id, run_type: 'chain', end_time: at(500), session_name: 'shop', ...fields };
}

async function search(query: Record<string, string>): Promise<RunSearchPage> {
  const answer = await ask<RunSearchPage>(`${server.url}/api/app/runs?${new URLSearchParams(query).toString()}`);
  expect(answer.status).toBe(200);
  return answer.body;
}

async function find(q: string): Promise<FoundAnswer> {
  return (await ask<FoundAnswer>(`${server.url}/api/app/find?${new URLSearchParams({ q }).toString()}`)).body;
}

const namesOf = ({ runs }: RunSearchPage): string[] => runs.map(({ name }) => name);

describe('runs', () => {
  test('without words all of them, the newest first', async () => {
    const page = await search({});
    expect(namesOf(page)).toEqual(['orphan', 'nightly 100% import', 'ChatOpenAI', 'Refund order']);
    expect(page).toMatchObject({ next_cursor: null, searched_to: null, read_as: 'all' });
    expect(page.runs[2]).toMatchObject({
      id: ids.model,
      trace_id: ids.root,
      project: 'shop',
      run_type: 'llm',
      status: 'error',
      is_root: false,
      error_preview: 'RateLimitError: slow down',
    });
  });

  test('words are looked for as they are written', async () => {
    expect(await search({ q: 'MARSUPIAL' })).toMatchObject({ read_as: 'words', runs: [{ id: ids.model }] });
    expect(namesOf(await search({ q: '100%' }))).toEqual(['nightly 100% import']);
    expect(namesOf(await search({ q: 'a "quoted" \\ thing' }))).toEqual([]);
  });

  test('what begins like a filter is one', async () => {
    const page = await search({ q: 'and(eq(run_type, "llm"), neq(name, "ChatOpenAI"))' });
    expect(page).toMatchObject({ read_as: 'filter', runs: [] });
    expect(namesOf(await search({ q: 'eq(thread_id, "chat-ünïque-81")' }))).toEqual(['Refund order']);
    const wrong = await ask(`${server.url}/api/app/runs?${new URLSearchParams({ q: 'eq(nmae, "x")' }).toString()}`);
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'bad-filter' } } });
    expect((wrong.body as { error: { message: string } }).error.message).toContain('at character 4');
  });

  test('by project, by root, by failure, page by page', async () => {
    expect(namesOf(await search({ project: 'batch' }))).toEqual(['nightly 100% import']);
    expect(namesOf(await search({ is_root: 'true' }))).toEqual(['nightly 100% import', 'Refund order']);
    expect(namesOf(await search({ error: 'true' }))).toEqual(['ChatOpenAI']);
    const first = await search({ limit: '3' });
    const rest = await search({ limit: '3', cursor: first.next_cursor ?? '' });
    expect([...namesOf(first), ...namesOf(rest)]).toEqual(namesOf(await search({})));
    expect(rest.next_cursor).toBeNull();
  });

  test.each([
    ['an unknown project', 'project=nowhere', 404, 'project-not-found'],
    ['a flag that is none', 'is_root=maybe', 422, 'bad-value'],
    ['too long a text', `q=${'x'.repeat(10_001)}`, 422, 'bad-value'],
    ['a cursor of nobody', 'cursor=x', 422, 'bad-value'],
  ])('%s is refused', async (_, query, status, code) => {
    const answer = await ask(`${server.url}/api/app/runs?${query}`);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });
});

describe('anything', () => {
  test('by a whole id, in any spelling', async () => {
    const trace = { kind: 'trace', trace_id: ids.root, name: 'Refund order', run_type: 'chain', project: 'shop' };
    expect(await find(ids.root)).toEqual({ found: [trace], is_complete: true });
    expect(await find(` ${ids.root.replaceAll('-', '').toUpperCase()} `)).toEqual({
      found: [trace],
      is_complete: true,
    });
    expect((await find(ids.model)).found).toMatchObject([{ kind: 'run', run_id: ids.model, trace_id: ids.root }]);
    expect(await find(randomUUID())).toEqual({ found: [], is_complete: true });
  });

  test('a trace whose root was not received', async () => {
    expect((await find(ids.lost)).found).toMatchObject([{ kind: 'trace', trace_id: ids.lost, project: 'shop' }]);
  });

  test('by the beginning of an id, and by a span id', async () => {
    for (const part of [ids.model.slice(0, 8), ids.model.slice(0, 13), ids.model.replaceAll('-', '').slice(0, 31)]) {
      expect((await find(part)).found).toMatchObject([{ kind: 'run', run_id: ids.model }]);
    }
    const span = ids.model.slice(19).replaceAll('-', '');
    expect((await find(span)).found).toMatchObject([{ kind: 'run', run_id: ids.model, trace_id: ids.root }]);
  });

  test('by a part of a name: project, trace, run, thread', async () => {
    expect((await find('SHO')).found).toEqual([{ kind: 'project', name: 'shop' }]);
    expect((await find('refund')).found).toMatchObject([{ kind: 'trace', trace_id: ids.root }]);
    expect((await find('openai')).found).toMatchObject([{ kind: 'run', run_id: ids.model }]);
    expect((await find('ünïq')).found).toEqual([{ kind: 'thread', thread_id: 'chat-ünïque-81', project: 'shop' }]);
  });

  test('signs of patterns are what they are', async () => {
    expect((await find('100%')).found).toMatchObject([{ trace_id: ids.other }]);
    expect((await find('%')).found).toHaveLength(1);
    expect(await find('  ')).toEqual({ found: [], is_complete: true });
  });
});
