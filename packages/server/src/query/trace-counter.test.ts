/** Totals that are counted beside the way in: lists add up what the traces themselves say, also after a stop. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { unpackTrace } from 'tracenest/wire';
import type {
  FindingTraces,
  PackedTrace,
  ProjectFindings,
  ProjectSummary,
  RunRecord,
  TokenCounts,
  TraceAnswer,
  TracePage,
  TraceSummary,
} from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';
import { sql } from '../store/sql.js';
import { openStore } from '../store/connect.js';

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracenest-count-'));
  server = await startTestServer({ dataDirectory: folder });
});
afterAll(async () => {
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

const patience = { timeout: 20_000, interval: 200 };
const usage = fc.record({
  input_tokens: fc.nat(1_000),
  output_tokens: fc.nat(1_000),
  input_token_details: fc.record({ cache_read: fc.nat(100) }),
});
/** A trace by what each run reports and which of those before it is its parent. */
const traces = fc.array(fc.record({ parent: fc.nat(), usage: fc.option(usage), fails: fc.boolean() }), {
  minLength: 1,
  maxLength: 8,
});

function recordsOf(
  runs: readonly { parent: number; usage: object | null; fails: boolean }[],
  project: string,
): Partial<RunRecord>[] {
  const ids = runs.map(() => randomUUID());
  const begin = Date.now() - 60_000;
  return runs.map(({ parent, usage: said, fails }, i) => ({
    op: 'create',
    id: ids[i] ?? '',
    trace_id: ids[0] ?? '',
    parent_run_id: i === 0 ? null : (ids[parent % i] ?? null),
    name: `run ${i}`,
    run_type: said === null ? 'chain' : 'llm',
    session_name: project,
    start_time: new Date(begin + i).toISOString(),
    end_time: new Date(begin + 1_000 + i).toISOString(),
    error: fails ? 'it broke' : null,
    ...(said === null ? {} : { outputs: { usage_metadata: said } as RunRecord['outputs'] & object }),
    extra: { metadata: { ls_model_name: 'priced', ls_provider: 'test', service_name: 'desk' } },
  }));
}

const projectOf = async (name: string): Promise<ProjectSummary | undefined> => {
  const { body } = await ask<{ projects: ProjectSummary[] }>(`${server.url}/api/app/projects`);
  return body.projects.find((project) => project.name === name);
};
const listOf = async (name: string): Promise<TraceSummary[]> =>
  (await ask<TracePage>(`${server.url}/api/app/projects/${name}/traces?limit=100`)).body.traces;
const traceOf = async (id: string): Promise<TraceAnswer> =>
  unpackTrace((await ask<PackedTrace>(`${server.url}/api/app/traces/${id}`)).body);

const plus = (a: TokenCounts, b: TokenCounts): TokenCounts => {
  const sum: TokenCounts = { ...a };
  for (const [kind, count] of Object.entries(b) as [keyof TokenCounts, number][]) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
};
const none: TokenCounts = { prompt: 0, completion: 0, total: 0 };

async function setPrice(input: string): Promise<void> {
  const models = [{ names: ['priced'], input, output: '10' }];
  const lists = [{ providers: ['test'], source: 'https://prices.example', read: '2026-01-01', models }];
  await postJson(`${server.url}/api/app/prices`, { version: 1, lists }, 'PUT');
}

test(
  'random traces: lists and projects add up what each row of each trace counts, also by other prices',
  { timeout: 60_000 },
  async () => {
    await setPrice('2');
    const sent = fc.sample(traces, { numRuns: 25, seed: 5 }).map((runs) => recordsOf(runs, 'sums'));
    await sendRecords(server.url, sent.flat());
    await expect.poll(async () => (await listOf('sums')).filter(({ cost }) => cost !== null).length, patience).toBe(25);
    const list = await listOf('sums');
    let tokens = none;
    let cost = 0;
    for (const summary of list) {
      const trace = await traceOf(summary.trace_id);
      const counted = trace.rows.reduce((sum, { totals }) => plus(sum, totals?.counted?.tokens ?? none), none);
      expect([summary.tokens, summary.cost, summary.status]).toEqual([trace.tokens, trace.cost, trace.status]);
      expect(summary.tokens).toMatchObject({ prompt: counted.prompt, completion: counted.completion });
      expect(summary.finding_count).toBe(trace.findings.filter(({ severity }) => severity !== 'info').length);
      tokens = plus(tokens, trace.tokens);
      cost += trace.cost.total;
    }
    const [finding_count, warning_count] = (['finding_count', 'warning_count'] as const).map((field) =>
      list.reduce((sum, summary) => sum + (summary[field] ?? 0), 0),
    );
    expect(await projectOf('sums')).toMatchObject({
      tokens,
      cost: { total: cost, unpriced_tokens: 0 },
      finding_count,
      warning_count,
    });
    expect(cost).toBeGreaterThan(0);
    await setPrice('4');
    const input = (await Promise.all(list.map(({ trace_id }) => traceOf(trace_id)))).reduce(
      (sum, trace) => sum + trace.cost.prompt,
      0,
    );
    await expect.poll(async () => (await projectOf('sums'))?.cost.prompt, patience).toBe(input);
  },
);

test(
  'findings of a project: by code, with trend, functions, services and traces; gone when they are mended',
  { timeout: 60_000 },
  async () => {
    const root = randomUUID();
    const beginMs = Date.now() - 30_000;
    const records = [0, 1, 2].map((i): Partial<RunRecord> => ({
      op: 'create',
      id: randomUUID(),
      trace_id: root,
      parent_run_id: root,
      name: i === 2 ? 'pay' : 'ask',
      session_name: 'lost',
      start_time: new Date(beginMs + i).toISOString(),
      end_time: new Date(beginMs + 10_000 + i).toISOString(),
      extra: { metadata: { service_name: 'desk' } },
    }));
    await sendRecords(server.url, records);
    const findings = async (): Promise<ProjectFindings['codes']> =>
      (await ask<ProjectFindings>(`${server.url}/api/app/projects/lost/findings`)).body.codes;
    // The parent is awaited for ten seconds: then it is missing, though nothing arrives any more.
    await expect
      .poll(async () => (await findings()).map(({ code }) => code), { ...patience, timeout: 30_000 })
      .toEqual(['missing-parent']);
    const [missing] = await findings();
    expect(missing).toMatchObject({
      severity: 'warning',
      count: 3,
      trace_count: 1,
      functions: [
        { name: 'ask', count: 2 },
        { name: 'pay', count: 1 },
      ],
      services: [{ name: 'desk', count: 3 }],
      sentence: 'The parent of “pay” was never received.',
    });
    expect(missing?.trend.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(missing?.examples.map(({ run_name }) => run_name)).toEqual(['pay', 'ask', 'ask']);
    const { body } = await ask<FindingTraces>(`${server.url}/api/app/projects/lost/findings/missing-parent/traces`);
    expect(body).toMatchObject({
      traces: [{ trace_id: root, count: 3, example: { run_name: 'pay' } }],
      next_cursor: null,
    });
    const early = await ask<ProjectFindings>(`${server.url}/api/app/projects/lost/findings?until=2020-01-01T00:00:00Z`);
    expect(early.body.codes).toEqual([]);
    await sendRecords(server.url, [
      {
        op: 'create',
        id: root,
        trace_id: root,
        name: 'root',
        session_name: 'lost',
        start_time: new Date(beginMs - 1_000).toISOString(),
        end_time: new Date().toISOString(),
      },
    ]);
    await expect.poll(findings, patience).toEqual([]);
  },
);

test('what is asked wrongly is named', async () => {
  const asked = (query: string): Promise<{ status: number }> =>
    ask(`${server.url}/api/app/projects/default/findings${query}`);
  expect((await asked('?since=yesterday')).status).toBe(422);
  expect((await asked('?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z')).status).toBe(422);
  expect((await ask(`${server.url}/api/app/projects/nobody/findings`)).status).toBe(404);
});

test('what was not counted when the server stopped is counted after its next start', { timeout: 60_000 }, async () => {
  const records = recordsOf([{ parent: 0, usage: { input_tokens: 7, output_tokens: 1 }, fails: false }], 'stopped');
  await sendRecords(server.url, records);
  await server.close();
  // As after a stop an hour ago: what changed is told no more.
  const store = await openStore(folder);
  await store.command(sql`TRUNCATE TABLE changes`);
  expect(await store.query(sql`SELECT 1 FROM trace_totals WHERE total = 8`)).toEqual([]);
  await store.close();
  server = await startTestServer({ dataDirectory: folder });
  await expect.poll(async () => (await projectOf('stopped'))?.tokens.total, patience).toBe(8);
});
