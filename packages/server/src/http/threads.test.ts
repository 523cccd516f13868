/** Conversations over their traces: sums, order, pages, turns, and where in one a trace is. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ErrorAnswer, ThreadAnswer, ThreadPage, TurnAnswer } from 'tracenest/wire';
import { ask, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
const start = Date.now() - 600_000;
const at = (ms: number): string => new Date(start + ms).toISOString();
const [first, second, third, other, alone, elsewhere] = Array.from({ length: 6 }, () => randomUUID());
const hard = 'chat/ünï 1%2F';

beforeAll(async () => {
  server = await startTestServer();
  // In no order: the second turn arrives before the first, and its end apart from its begin.
  const { status } = await sendRecords(server.url, [
    root(second, 2000, hard, { end_time: undefined, inputs: { question: 'and then?' } }),
    { op: 'update', id: second, trace_id: second, end_time: at(2400), error: 'Timeout: too slow' },
    root(third, 4000, hard, { end_time: undefined }),
    root(first, 0, hard, { end_time: at(200), inputs: { question: 'Where is my refund?' } }),
    // As LangGraph does: all runs name the thread.
    { ...root(randomUUID(), 10, 'not-a-root'), trace_id: first, parent_run_id: first, run_type: 'llm', ...usage(30) },
    root(other, 1000, 'c-2', { end_time: at(9000) }),
    root(alone, 1500, undefined),
    root(elsewhere, 3000, hard, { session_name: 'batch' }),
  ]);
  expect(status).toBe(202);
  // Tokens are counted a moment later.
  await vi.waitUntil(async () => (await threads()).threads.some(({ tokens }) => tokens.total > 0), { timeout: 20_000 });
});

afterAll(() => server.remove());

function root(id: string | undefined, ms: number, thread: string | undefined, fields: object = {}): object {
  const metadata = thread === undefined ? {} : { thread_id: thread };
  const times = { start_time: at(ms), end_time: at(ms + 100) };
  return {
    op: 'create',
    id,
    trace_id: id,
    name: 'turn',
    run_type: 'chain',
    session_name: 'shop',
    ...times,
    extra: { metadata },
    ...fields,
  };
}

function usage(tokens: number): object {
  return { outputs: { usage_metadata: { input_tokens: tokens, output_tokens: 0, total_tokens: tokens } } };
}

async function threads(query: Record<string, string> = {}): Promise<ThreadPage> {
  const asked = new URLSearchParams(query).toString();
  return (await ask<ThreadPage>(`${server.url}/api/app/projects/shop/threads?${asked}`)).body;
}

const threadUrl = (id: string): string => `${server.url}/api/app/projects/shop/threads/${encodeURIComponent(id)}`;

describe('the threads of a project', () => {
  test('each with its turns, failures, times, tokens and first question', async () => {
    const page = await threads();
    expect(page.threads.map(({ thread_id: id }) => id)).toEqual(['c-2', hard]);
    expect(page.threads[1]).toMatchObject({
      turn_count: 3,
      error_count: 1,
      first_start_time: at(0),
      last_active_time: at(4000),
      // Of 200 and 400: the third has not ended.
      latency_p50_ms: 300,
      tokens: { total: 30 },
    });
    expect(page.threads[1]?.first_input).toContain('Where is my refund?');
    expect(page.next_cursor).toBeNull();
  });

  test('the most of what is asked for comes first', async () => {
    expect((await threads({ sort: 'turns' })).threads.map(({ thread_id: id }) => id)).toEqual([hard, 'c-2']);
    expect((await threads({ sort: 'latency' })).threads.map(({ thread_id: id }) => id)).toEqual(['c-2', hard]);
  });

  test('page by page', async () => {
    const page = await threads({ limit: '1' });
    const next = await threads({ limit: '1', cursor: page.next_cursor ?? '' });
    expect([...page.threads, ...next.threads].map(({ thread_id: id }) => id)).toEqual(['c-2', hard]);
    expect(next.next_cursor).toBeNull();
  });

  test('what is no sort, cursor or project is refused in words', async () => {
    const bad = await ask<ErrorAnswer>(`${server.url}/api/app/projects/shop/threads?sort=age`);
    expect([bad.status, bad.body.error.message]).toEqual([422, expect.stringContaining('sort')]);
    expect((await ask(`${server.url}/api/app/projects/shop/threads?cursor=x`)).status).toBe(422);
    expect((await ask(`${server.url}/api/app/projects/none/threads`)).status).toBe(404);
  });
});

describe('one thread', () => {
  test('has its turns in their order, whatever its id looks like', async () => {
    const { body } = await ask<ThreadAnswer>(threadUrl(hard));
    expect(body.turns.map(({ trace_id: id }) => id)).toEqual([first, second, third]);
    expect(body.turns.map(({ status }) => status)).toEqual(['success', 'error', 'pending']);
    expect(body.thread).toMatchObject({ thread_id: hard, turn_count: 3 });
    const rest = await ask<ThreadAnswer>(`${threadUrl(hard)}?limit=2&cursor=2`);
    expect(rest.body.turns.map(({ trace_id: id }) => id)).toEqual([third]);
  });

  test('that is not there is said to be absent', async () => {
    const { status, body } = await ask<ErrorAnswer>(threadUrl('not-a-root'));
    expect([status, body.error.code]).toEqual([404, 'thread-not-found']);
  });
});

describe('a trace', () => {
  const turnOf = async (id: string | undefined): Promise<TurnAnswer> =>
    (await ask<TurnAnswer>(`${server.url}/api/app/traces/${id}/turn`)).body;

  test('knows which turn it is, and those beside it', async () => {
    const thread = { thread_id: hard, project: 'shop', count: 3 };
    expect(await turnOf(first)).toEqual({ turn: { ...thread, number: 1, previous: null, next: second } });
    expect(await turnOf(second)).toEqual({ turn: { ...thread, number: 2, previous: first, next: third } });
    expect((await turnOf(elsewhere)).turn).toMatchObject({ project: 'batch', number: 1, count: 1 });
  });

  test('that names no thread is no turn', async () => {
    expect(await turnOf(alone)).toEqual({ turn: null });
    expect(await turnOf(randomUUID())).toEqual({ turn: null });
  });
});
