/** Totals of a trace over HTTP by prices that are edited: by hand, over the API, and wrongly. */
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { unpackTrace } from 'tracenest/wire';
import type { ErrorAnswer, PackedTrace, PricesAnswer, RunRecord, TraceAnswer } from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const start = '2026-03-01T10:00:00.000000Z';
const end = '2026-03-01T10:00:01.000000Z';

/** A wrapper that repeats the usage of its model call, which read from the cache and thought. */
async function sendCalls(): Promise<string> {
  const root = randomUUID();
  const usage = {
    input_tokens: 1_000,
    output_tokens: 100,
    input_token_details: { cache_read: 400 },
    output_token_details: { reasoning: 30 },
  };
  const run = (id: string, change: Partial<RunRecord>): Partial<RunRecord> => ({
    op: 'create',
    id,
    trace_id: root,
    start_time: start,
    end_time: end,
    outputs: { usage_metadata: usage },
    ...change,
  });
  const metadata = { ls_model_name: 'test-model', ls_provider: 'test' };
  await sendRecords(server.url, [
    run(root, { name: 'agent', run_type: 'chain' }),
    run(randomUUID(), { name: 'model', run_type: 'llm', parent_run_id: root, extra: { metadata } }),
    run(randomUUID(), { name: 'idle', run_type: 'tool', parent_run_id: root, outputs: {} }),
  ]);
  return root;
}

const priceFile = (input: string): object => ({
  version: 1,
  lists: [
    {
      providers: ['test'],
      source: 'https://prices.example',
      read: '2026-01-01',
      models: [{ names: ['test-model'], input, output: '10', cache_read: '0.5' }],
    },
  ],
});
const traceOf = async (id: string): Promise<TraceAnswer> =>
  unpackTrace((await ask<PackedTrace>(`${server.url}/api/app/traces/${id}`)).body);
/** Siblings that begin together stand in the order of their ids, which are random here. */
const rowOf = ({ rows }: TraceAnswer, name: string): TraceAnswer['rows'][number] | undefined =>
  rows.find((row) => row.name === name);
const prices = async (): Promise<PricesAnswer> => (await ask<PricesAnswer>(`${server.url}/api/app/prices`)).body;

test('tokens by kind and cost up the tree, counted once, by the prices of the moment', async () => {
  const id = await sendCalls();
  const before = await traceOf(id);
  expect(before.tokens).toEqual({ prompt: 1_000, completion: 100, total: 1_100, cache_read: 400, reasoning: 30 });
  expect(before.cost).toEqual({ prompt: 0, completion: 0, total: 0, unpriced_tokens: 1_100 });
  const [agent, model, idle] = ['agent', 'model', 'idle'].map((name) => rowOf(before, name));
  expect([agent?.totals?.counted, model?.totals?.priced, idle?.totals]).toEqual([
    undefined,
    'unknown-model',
    undefined,
  ]);
  expect([agent?.self_ms, agent?.waiting_ms, model?.self_ms, model?.waiting_ms]).toEqual([0, 1_000, 1_000, undefined]);

  const answer = await postJson<PricesAnswer>(`${server.url}/api/app/prices`, priceFile('2'), 'PUT');
  expect(answer.body).toMatchObject({ from: 'file', error: null });
  expect(answer.body.version).not.toBe(before.prices_version);
  const after = await traceOf(id);
  // 600 · 2 + 400 · 0.5 and 100 · 10 dollars a million.
  const cost = { prompt: 1_400_000, completion: 1_000_000, total: 2_400_000 };
  expect(after.cost).toEqual({ ...cost, unpriced_tokens: 0 });
  expect(after.prices_version).toBe(answer.body.version);
  expect(rowOf(after, 'model')?.totals).toMatchObject({ priced: 'computed', counted: { cost } });
  expect(after.rows[0]?.totals?.cost.total).toBe(2_400_000);
});

test(
  'a file that is edited by hand is used within seconds; one that is wrong is said, and the one before stays',
  { timeout: 30_000 },
  async () => {
    const { path } = await prices();
    await writeFile(path, JSON.stringify(priceFile('3.25')));
    await expect.poll(async () => JSON.stringify((await prices()).prices), { timeout: 8_000 }).toContain('"3.25"');
    const { version } = await prices();
    await writeFile(path, JSON.stringify(priceFile('dear')));
    await expect.poll(async () => (await prices()).error, { timeout: 8_000 }).toContain('lists[0].models[0].input');
    expect(await prices()).toMatchObject({ version, from: 'file' });
    await rm(path);
    await expect.poll(async () => (await prices()).from, { timeout: 8_000 }).toBe('built-in');
    expect((await prices()).error).toBeNull();
  },
);

test('a price file that is refused changes nothing and names the field; without one, those that come along', async () => {
  const before = await postJson<PricesAnswer>(`${server.url}/api/app/prices`, priceFile('4'), 'PUT');
  const refused = await postJson<ErrorAnswer>(`${server.url}/api/app/prices`, priceFile('-1'), 'PUT');
  expect([refused.status, refused.body.error.message]).toEqual([
    422,
    expect.stringContaining('lists[0].models[0].input'),
  ]);
  expect((await prices()).version).toBe(before.body.version);
  const reset = await ask<PricesAnswer>(`${server.url}/api/app/prices`, { method: 'DELETE' });
  expect([reset.status, reset.body.from]).toEqual([200, 'built-in']);
});
