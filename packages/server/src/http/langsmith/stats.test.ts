/** Numbers over runs and conversations, as the official client asks for them. */
import { randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;
let official: Client;
let projectId: string;

const usage = (input: number, output: number): object => ({
  usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: input + output },
});

/** Four traces of one model call each: latencies 1 to 4 s, the last one failed; three are turns of two threads. */
beforeAll(async () => {
  server = await startTestServer();
  official = new Client({ apiUrl: server.url, apiKey: 'anything', callerOptions: { maxRetries: 0 } });
  const threads = ['t1', 't2', 't1', null];
  const post = threads.flatMap((thread, i) => {
    const [root, model] = [randomUUID(), randomUUID()];
    const start = `2026-03-01T10:0${i}:00.000000Z`;
    const end_time = `2026-03-01T10:0${i}:0${i + 1}.000000Z`;
    const place = { trace_id: root, session_name: 'numbers', start_time: start, end_time };
    const order = start.replaceAll(/[-:.]/g, '') + root;
    const metadata = { model: i % 2, ...(thread === null ? {} : { thread_id: thread }) };
    return [
      {
        ...place,
        id: root,
        dotted_order: order,
        name: `turn ${i}`,
        run_type: 'chain',
        inputs: { question: `question ${i}` },
        outputs: { answer: `answer ${i}` },
        tags: i === 0 ? ['x', 'y'] : ['x'],
        extra: { metadata },
        ...(i === 3 ? { error: 'broke' } : {}),
      },
      {
        ...place,
        id: model,
        parent_run_id: root,
        dotted_order: `${order}.${start.replaceAll(/[-:.]/g, '')}${model}`,
        name: 'model',
        run_type: 'llm',
        outputs: usage(10 * (i + 1), i + 1),
      },
    ];
  });
  await postJson(`${server.url}/runs/batch`, { post });
  projectId = (await official.readProject({ projectName: 'numbers' })).id;
});

afterAll(() => server.remove());

describe('statistics', () => {
  test('of all runs count each model call once', async () => {
    expect(await official.getRunStats({ projectNames: ['numbers'] })).toMatchObject({
      run_count: 8,
      total_tokens: 110,
      prompt_tokens: 100,
      completion_tokens: 10,
      error_rate: 1 / 8,
      streaming_rate: 0,
      latency_p50: 2.5,
      last_run_start_time: '2026-03-01T10:03:00.000000',
    });
  });

  test('of roots, and of runs that a filter leaves', async () => {
    const roots = await official.getRunStats({ projectNames: ['numbers'], isRoot: true });
    expect(roots).toMatchObject({ run_count: 4, total_tokens: 110, median_tokens: 27.5, error_rate: 0.25 });
    const slow = await official.getRunStats({
      projectNames: ['numbers'],
      filter: 'and(eq(run_type, "llm"), gt(latency, "2s"))',
    });
    expect(slow).toMatchObject({ run_count: 2, total_tokens: 77, latency_p50: 3.5 });
    const none = await official.getRunStats({ projectNames: ['numbers'], filter: 'eq(name, "nobody")' });
    expect(none).toMatchObject({ run_count: 0, latency_p50: null, error_rate: null, last_run_start_time: null });
  });

  test.each([
    [{ attribute: 'name', max_groups: 1 }, { model: 4 }],
    [{ attribute: 'run_type' }, { chain: 4, llm: 4 }],
    [{ attribute: 'tag' }, { x: 4, y: 1 }],
    [
      { attribute: 'metadata', path: 'model' },
      { 0: 2, 1: 2 },
    ],
  ])('by %j', async (group_by, counts) => {
    const { body } = await postJson<Record<string, { run_count: number }>>(`${server.url}/runs/stats`, {
      session: [projectId],
      group_by,
    });
    expect(Object.fromEntries(Object.entries(body).map(([group, { run_count }]) => [group, run_count]))).toEqual(
      counts,
    );
  });

  test.each([{ attribute: 'mood' }, { attribute: 'metadata' }, 'mood'])('by %j is refused', async (group_by) => {
    const { status, body } = await postJson<{ detail: string }>(`${server.url}/runs/stats`, { group_by });
    expect([status, body.detail]).toEqual([422, expect.stringContaining('group_by is')]);
  });
});

describe('conversations', () => {
  test('come with the latest turn first, and with their first and last words', async () => {
    const groups: unknown[] = [];
    for await (const group of official.listGroupRuns({ projectName: 'numbers', groupBy: 'conversation' }))
      groups.push(group);
    expect(groups).toMatchObject([
      {
        group_key: 't1',
        filter: 'eq(thread_id, "t1")',
        count: 2,
        total_tokens: 44,
        min_start_time: '2026-03-01T10:00:00.000000',
        max_start_time: '2026-03-01T10:02:00.000000',
        first_inputs: expect.stringContaining('question 0'),
        last_outputs: expect.stringContaining('answer 2'),
        last_error: null,
      },
      { group_key: 't2', count: 1 },
    ]);
  });

  test('come in pages, and as numbers', async () => {
    const page = await postJson(`${server.url}/runs/group`, {
      session_id: projectId,
      group_by: 'conversation',
      offset: 1,
      limit: 5,
    });
    expect(page.body).toMatchObject({ groups: [{ group_key: 't2' }], total: 2 });
    const stats = await postJson(`${server.url}/runs/group/stats`, { session_id: projectId, group_by: 'conversation' });
    expect(stats.body).toMatchObject({ group_count: 2, run_count: 3, total_tokens: 66 });
  });

  test('one by its id; the filter that a group names finds its turns', async () => {
    const one = await ask<{ filter: string }>(`${server.url}/runs/threads/t1?session_id=${projectId}`);
    expect(one.body).toMatchObject({ thread_id: 't1', count: 2 });
    const turns: string[] = [];
    for await (const run of official.listRuns({ projectId, filter: one.body.filter, order: 'asc' }))
      turns.push(run.name);
    expect(turns).toEqual(['turn 0', 'turn 2']);
    const threads = await official.listThreads({ projectName: 'numbers', startTime: new Date('2026-03-01') });
    expect(threads.map((thread) => [thread.thread_id, thread.count])).toEqual([
      ['t1', 2],
      ['t2', 1],
    ]);
    expect((await ask<{ code: string }>(`${server.url}/runs/threads/nobody`)).body.code).toBe('thread-not-found');
  });
});

describe('lists of the official client', () => {
  const names = async (what: object): Promise<string[]> => {
    const found: string[] = [];
    for await (const run of official.listRuns({ projectName: 'numbers', order: 'asc', ...what })) found.push(run.name);
    return found;
  };

  test('by filters of the run, of its root and of its tree', async () => {
    expect(await names({ filter: 'and(eq(run_type, "chain"), gt(latency, 2))' })).toEqual(['turn 2', 'turn 3']);
    expect(await names({ filter: 'gt(total_tokens, 40)', isRoot: true })).toEqual(['turn 3']);
    expect(await names({ filter: 'eq(name, "model")', traceFilter: 'has(tags, "y")' })).toEqual(['model']);
    expect(
      await names({ filter: 'eq(is_root, true)', treeFilter: 'and(eq(name, "model"), lte(total_tokens, 22))' }),
    ).toEqual(['turn 0', 'turn 1']);
    expect(await names({ filter: 'search(outputs, "ANSWER 2")' })).toEqual(['turn 2']);
    expect(await names({ error: true })).toEqual(['turn 3']);
    expect(await names({ referenceExampleId: randomUUID() })).toEqual([]);
  });

  test('by the feedback of the run, of its root and of its tree', async () => {
    const [turn] = (
      await postJson<{ runs: { id: string }[] }>(`${server.url}/runs/query`, { filter: 'eq(name, "turn 1")' })
    ).body.runs;
    await official.createFeedback(turn?.id ?? '', 'user_score', { score: 1, comment: 'so good' });
    const good = 'and(eq(feedback_key, "user_score"), eq(feedback_score, 1))';
    expect(await names({ filter: good })).toEqual(['turn 1']);
    expect(await names({ filter: 'like(feedback_comment, "%bad%")' })).toEqual([]);
    expect(await names({ filter: 'eq(name, "model")', traceFilter: good })).toEqual(['model']);
    expect(
      await names({ filter: 'eq(run_type, "chain")', treeFilter: 'neq(feedback_key, "user_score")', isRoot: true }),
    ).toHaveLength(4);
  });

  test('with what was selected, and what no client can do without', async () => {
    const { body } = await postJson<{ runs: Record<string, unknown>[] }>(`${server.url}/runs/query`, {
      session: [projectId],
      limit: 1,
      select: ['outputs_or_signed_url', 'no_such_field'],
    });
    expect(Object.keys(body.runs[0] ?? {}).toSorted()).toEqual([
      'app_path',
      'dotted_order',
      'id',
      'name',
      'outputs',
      'run_type',
      'session_id',
      'start_time',
      'status',
      'trace_id',
    ]);
  });

  test('a question is checked without being asked', async () => {
    const check = (filter: string) =>
      postJson<{ valid?: boolean; code?: string }>(`${server.url}/runs/query/validate`, { filter });
    expect((await check('eq(name, "a")')).body).toEqual({ valid: true });
    expect(await check('eq(name "a")')).toMatchObject({ status: 400, body: { code: 'bad-filter' } });
  });
});
