/** Traces that became two, over HTTP: told on both, shown as one where an id says so or a reader wants it, apart again. */
import { randomUUID } from 'node:crypto';
import { unpackTrace } from 'tracenest/wire';
import type { ErrorAnswer, PackedTrace, ProjectFindings, RunRecord, TraceAnswer } from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const patience = { timeout: 20_000, interval: 200 };
const beginMs = Date.now() - 60_000;
const traceOf = async (id: string, query = ''): Promise<TraceAnswer> =>
  unpackTrace((await ask<PackedTrace>(`${server.url}/api/app/traces/${id}${query}`)).body);
const shape = ({ rows }: TraceAnswer): string[] => rows.map(({ name, depth }) => `${' '.repeat(depth)}${name}`);

function run(
  name: string,
  [from, to]: [number, number],
  change: Partial<RunRecord> = {},
): Partial<RunRecord> & { id: string } {
  const id = randomUUID();
  return {
    op: 'create',
    id,
    trace_id: id,
    name,
    session_name: 'split',
    start_time: new Date(beginMs + from).toISOString(),
    end_time: new Date(beginMs + to).toISOString(),
    ...change,
  };
}

describe('a header that was not followed', () => {
  const caller = run('caller', [0, 1_000]);
  const call = run('call', [100, 900], { trace_id: caller.id, parent_run_id: caller.id });
  const remote = { trace_id: caller.id, span_id: call.id.replaceAll('-', '').slice(16), from: 'traceparent' as const };
  const callee = run('callee', [200, 800], { extra: { tracenest: { v: 1, placement: 'root', remote } } });
  const inner = run('inner', [300, 700], { trace_id: callee.id, parent_run_id: callee.id });
  const joined = ['caller', ' call', '  callee', '   inner'];

  test('is told on both traces, and they are shown as one', { timeout: 30_000 }, async () => {
    await sendRecords(server.url, [callee, inner]);
    await sendRecords(server.url, [caller, call]);
    await expect.poll(async () => shape(await traceOf(caller.id)), patience).toEqual(joined);
    const trace = await traceOf(caller.id);
    expect(trace.rows.map(({ joined_from }) => joined_from)).toEqual([undefined, undefined, callee.id, callee.id]);
    expect(trace.joins).toEqual([
      { run_id: callee.id, trace_id: callee.id, parent_id: call.id, parent_trace_id: caller.id, by: 'evidence' },
    ]);
    expect(trace.splits).toMatchObject([
      { run_name: 'callee', parent_name: 'call', severity: 'warning', cause: 'headers', is_joined: true },
    ]);
    // Told until it is mended, but not on the tree in which it is mended for viewing.
    expect(trace.findings).toEqual([]);
    const other = await traceOf(callee.id);
    expect(shape(other)).toEqual(['callee', ' inner']);
    expect(other.findings.map(({ code, severity, run_id }) => [code, severity, run_id])).toEqual([
      ['split-trace', 'warning', callee.id],
    ]);
    expect(other.findings[0]?.sentence).toContain('“callee” became a trace of its own, but belongs below “call”');
    expect(shape(await traceOf(caller.id, '?join=none'))).toEqual(['caller', ' call']);
    await expect
      .poll(async () => {
        const found = await ask<ProjectFindings>(`${server.url}/api/app/projects/split/findings`);
        return found.body.codes.map(({ code, severity, trace_count }) => [code, severity, trace_count]);
      }, patience)
      .toEqual([['split-trace', 'warning', 2]]);
  });

  test('a reader takes them apart, and joins them again; what was sent stays as it is', async () => {
    const before = await traceOf(callee.id, '?join=none');
    const parted = await fetch(`${server.url}/api/app/joins/${callee.id}`, { method: 'DELETE' });
    expect(parted.status).toBe(204);
    expect(shape(await traceOf(caller.id))).toEqual(['caller', ' call']);
    expect((await traceOf(caller.id)).findings.map(({ code, run_id }) => [code, run_id])).toEqual([
      ['split-trace', call.id],
    ]);
    const wish = { run_id: callee.id, trace_id: callee.id, parent_id: caller.id, parent_trace_id: caller.id };
    const answer = await fetch(`${server.url}/api/app/joins`, { method: 'POST', body: JSON.stringify(wish) });
    expect(answer.status).toBe(204);
    const again = await traceOf(caller.id);
    expect(shape(again)).toEqual(['caller', ' call', ' callee', '  inner']);
    expect(again.joins).toEqual([{ ...wish, by: 'reader' }]);
    expect((await traceOf(callee.id, '?join=none')).rows).toEqual(before.rows);
  });

  test('rings and runs that are not there are refused', async () => {
    const ring = { run_id: caller.id, trace_id: caller.id, parent_id: inner.id, parent_trace_id: callee.id };
    const refused = await postJson<ErrorAnswer>(`${server.url}/api/app/joins`, ring);
    expect([refused.status, refused.body.error.message]).toEqual([422, expect.stringContaining('parent_trace_id')]);
    const lost = await postJson<ErrorAnswer>(`${server.url}/api/app/joins`, { ...ring, run_id: randomUUID() });
    expect(lost.status).toBe(404);
    const bad = await postJson<ErrorAnswer>(`${server.url}/api/app/joins`, { ...ring, parent_id: 7 });
    expect([bad.status, bad.body.error.message]).toEqual([422, expect.stringContaining('parent_id')]);
    expect((await ask(`${server.url}/api/app/traces/${caller.id}?join=all`)).status).toBe(422);
  });
});

test(
  'a root inside of the only open run of its process is a hint on both; roots beside each other are nothing',
  { timeout: 30_000 },
  async () => {
    const process = (): NonNullable<RunRecord['extra']> => ({
      tracenest: { v: 1, placement: 'root', process: { instance: one, sdk: 'tracenest-js/0.1.0' } },
    });
    const one = randomUUID();
    const open = run('job', [0, 3_002], { session_name: 'inside', extra: process() });
    const lost = run('step', [2_000, 3_000], { session_name: 'inside', extra: process() });
    await sendRecords(server.url, [open, lost]);
    await expect.poll(async () => (await traceOf(open.id)).splits.length, patience).toBe(1);
    for (const id of [open.id, lost.id]) {
      const trace = await traceOf(id);
      expect(trace.splits).toMatchObject([
        { run_name: 'step', parent_name: 'job', severity: 'hint', is_joined: false },
      ]);
      expect(trace.findings.map(({ code, severity, run_id }) => [code, severity, run_id])).toEqual([
        ['split-trace', 'hint', id],
      ]);
      expect(trace.rows).toHaveLength(1);
    }
    // The same name also begins on its own: then it is a job of its own kind, and the hint is taken back.
    await sendRecords(server.url, [run('step', [20_000, 21_000], { session_name: 'inside', extra: process() })]);
    await expect.poll(async () => (await traceOf(open.id)).splits, patience).toEqual([]);
  },
);
