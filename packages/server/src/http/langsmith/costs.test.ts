/** Tokens and cost of runs, statistics, conversations and projects: the same as the page counts. */
import { randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;
let client: Client;
let projectId: string;
const [root, middle, model, plain] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];

/** A root, a step that repeats what the model below it reports, and a second call of an unknown model. */
beforeAll(async () => {
  server = await startTestServer();
  client = new Client({ apiUrl: server.url, apiKey: 'anything', callerOptions: { maxRetries: 0 } });
  const place = { trace_id: root, session_name: 'paid', start_time: '2026-03-01T10:00:00Z' };
  const end_time = '2026-03-01T10:00:02Z';
  const tokens = { input_tokens: 100, output_tokens: 20, input_token_details: { cache_read: 30 } };
  const input_cost_details = { cache_read: 0.015 };
  const outputs = { usage_metadata: { ...tokens, input_cost: 0.1, output_cost: 0.025, input_cost_details } };
  await sendRecords(server.url, [
    { ...place, id: root, name: 'root', run_type: 'chain', end_time, extra: { metadata: { thread_id: 't' } } },
    { ...place, id: middle, parent_run_id: root, name: 'step', run_type: 'chain', end_time, outputs },
    { ...place, id: model, parent_run_id: middle, name: 'model', run_type: 'llm', end_time, outputs },
    {
      ...place,
      id: plain,
      parent_run_id: root,
      name: 'unpriced',
      run_type: 'llm',
      end_time,
      outputs: { usage_metadata: { input_tokens: 5, output_tokens: 1 } },
    },
  ]);
  await client.createFeedback(root, 'good', { score: 1 });
  projectId = (await client.readProject({ projectName: 'paid' })).id;
});

afterAll(() => server.remove());

async function names(filter: string): Promise<string[]> {
  const found: string[] = [];
  for await (const run of client.listRuns({ projectId, filter })) found.push(run.name);
  return found.toSorted();
}

test('row 23: at once and when they are counted, of every run with all below it, no call twice', async () => {
  const read = async (): Promise<Record<string, unknown>[]> => {
    const ids = [root, middle, model, plain];
    const { body } = await postJson<{ runs: Record<string, unknown>[] }>(`${server.url}/runs/query`, { id: ids });
    return ids.map((id) => body.runs.find((run) => run['id'] === id) ?? {});
  };
  const paid = {
    prompt_tokens: 100,
    total_tokens: 120,
    prompt_cost: '0.1',
    completion_cost: '0.025',
    total_cost: '0.125',
    prompt_cost_details: { cache_read: '0.015' },
    completion_cost_details: null,
  };
  const expected = [
    { ...paid, prompt_tokens: 105, total_tokens: 126, feedback_stats: { good: { n: 1 } } },
    paid,
    { ...paid, prompt_token_details: { cache_read: 30 } },
    {
      prompt_tokens: 5,
      total_tokens: 6,
      prompt_cost: null,
      total_cost: null,
      prompt_token_details: null,
      prompt_cost_details: null,
    },
  ];
  expect(await read()).toMatchObject(expected);
  await vi.waitFor(async () => expect(await stats()).toMatchObject({ total_cost: '0.125' }), {
    timeout: 60_000,
    interval: 200,
  });
  expect(await read()).toMatchObject(expected);
  const v2 = await ask(
    `${server.url}/v2/runs/${model}?selects=TOTAL_COST&selects=PROMPT_TOKEN_DETAILS&selects=PROMPT_COST_DETAILS`,
  );
  expect(v2.body).toEqual({
    total_cost: 0.125,
    prompt_token_details: { raw: { cache_read: 30 } },
    prompt_cost_details: { raw: { cache_read: 0.015 } },
  });
  expect(await stats()).toMatchObject({
    total_tokens: 126,
    latency_p50: 2,
    latency_p99: 2,
    error_rate: 0,
    streaming_rate: 0,
    first_run_start_time: '2026-03-01T10:00:00.000000',
    feedback_stats: { good: { n: 1, avg: 1 } },
  });
});

async function stats(): Promise<Record<string, unknown>> {
  return (await ask<Record<string, unknown>>(`${server.url}/sessions/${projectId}?include_stats=true`)).body;
}

test('by kind as the table of prices has them, at once and when they are counted', async () => {
  const [id, other] = [randomUUID(), randomUUID()];
  const call = { name: 'model', run_type: 'llm', session_name: 'by kind', start_time: '2026-03-01T10:00:00Z' };
  const extra = { metadata: { ls_model_name: 'claude-haiku-4-5', ls_provider: 'anthropic' } };
  const input_token_details = { cache_read: 400, cache_creation: 100 };
  const usage_metadata = { input_tokens: 1000, output_tokens: 50, total_tokens: 1050, input_token_details };
  const run = { ...call, extra, outputs: { usage_metadata }, end_time: '2026-03-01T10:00:02Z' };
  await sendRecords(server.url, [
    { ...run, id, trace_id: id },
    { ...run, id: other, trace_id: id, parent_run_id: id, name: 'below' },
  ]);
  // 500 at 1 dollar a million, 400 at 0.1, 100 at 1.25; output at 5.
  const expected = {
    prompt_cost: '0.000665',
    prompt_cost_details: { cache_read: '0.00004', cache_creation: '0.000125' },
    completion_cost: '0.00025',
    completion_cost_details: null,
  };
  expect((await ask(`${server.url}/runs/${id}`)).body).toMatchObject(expected);
  const { id: session } = await client.readProject({ projectName: 'by kind' });
  await vi.waitFor(async () => {
    const { body } = await ask<Record<string, unknown>>(`${server.url}/sessions/${session}?include_stats=true`);
    expect(body['total_cost']).toBe('0.000915');
  });
  for (const each of [id, other]) expect((await ask(`${server.url}/runs/${each}`)).body).toMatchObject(expected);
  const { body } = await postJson(`${server.url}/runs/stats`, { session: [session] });
  expect(body).toMatchObject({ prompt_cost: 0.000665, prompt_cost_details: expected.prompt_cost_details });
});

test('are asked for by filters', async () => {
  expect(await names('gt(total_cost, 0.1)')).toEqual(['model', 'root', 'step']);
  expect(await names('and(gte(total_cost, "0.125"), eq(run_type, "llm"))')).toEqual(['model']);
  expect(await names('eq(total_cost, null)')).toEqual(['unpriced']);
  expect(await names('gt(total_tokens, 120)')).toEqual(['root']);
  expect(await names('gt(total_tokens, 1000)')).toEqual([]);
});

test('are summed up over runs and conversations', async () => {
  const sums = { total_tokens: 126, total_cost: 0.125, prompt_cost: 0.1, feedback_stats: { good: { n: 1 } } };
  expect((await postJson(`${server.url}/runs/stats`, { session: [projectId] })).body).toMatchObject({
    ...sums,
    cost_p50: 0.125,
  });
  const models = { session: [projectId], filter: 'eq(run_type, "llm")' };
  expect((await postJson(`${server.url}/runs/stats`, models)).body).toMatchObject({
    total_tokens: 126,
    total_cost: 0.125,
  });
  const groups = await postJson(`${server.url}/runs/group`, { session_id: projectId, group_by: 'conversation' });
  expect(groups.body).toMatchObject({ groups: [{ total_cost: 0.125, feedback_stats: { good: { n: 1 } } }] });
  const thread = await ask(
    `${server.url}/v2/threads/t/stats?session_id=${projectId}&selects=TOTAL_COST&selects=FEEDBACK_STATS`,
  );
  expect(thread.body).toMatchObject({ total_cost: 0.125, feedback_stats: { good: { n: 1 } } });
});
