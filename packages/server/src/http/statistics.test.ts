/** A project over time: every step, its edges, what is not counted yet, and questions that are none. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ErrorAnswer, ProjectStatistics } from 'tracenest/wire';
import { ask, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
const dayMs = 86_400_000;
/** Ten in the morning, yesterday. */
const tenMs = Math.floor(Date.now() / dayMs) * dayMs - 14 * 3_600_000;
const minutes = (count: number): number => count * 60_000;
const at = (ms: number): string => new Date(tenMs + ms).toISOString();

beforeAll(async () => {
  server = await startTestServer();
  const { status } = await sendRecords(server.url, [
    ...trace(minutes(0), 100, { tokens: 10 }),
    ...trace(minutes(20), 300, { tokens: 20, error: 'Timeout' }),
    // An hour without any, then one at its last microsecond.
    ...trace(minutes(179) + 59_999, 500, { tokens: 5 }),
    ...trace(minutes(180), 700, {}),
    ...trace(minutes(20), 900, { tokens: 1000, project: 'batch' }),
  ]);
  expect(status).toBe(202);
  await vi.waitUntil(async () => (await statistics()).total.uncounted_count === 0, { timeout: 20_000 });
});

afterAll(() => server.remove());

/** A root with one model call below it. */
function trace(
  ms: number,
  tookMs: number,
  { tokens = 0, error, project = 'shop' }: { tokens?: number; error?: string; project?: string },
): object[] {
  const id = randomUUID();
  const times = { start_time: at(ms), end_time: at(ms + tookMs) };
  const run = { op: 'create', trace_id: id, run_type: 'chain', session_name: project, ...times };
  const usage_metadata = { input_tokens: tokens, output_tokens: 0, total_tokens: tokens };
  return [
    { ...run, id, name: 'agent', error },
    { ...run, id: randomUUID(), parent_run_id: id, name: 'model', run_type: 'llm', outputs: { usage_metadata } },
  ];
}

async function statistics(query: Record<string, string> = {}): Promise<ProjectStatistics> {
  const asked = new URLSearchParams({ since: at(0), until: at(minutes(240)), ...query });
  return (await ask<ProjectStatistics>(`${server.url}/api/app/projects/shop/statistics?${asked.toString()}`)).body;
}

describe('a project over time', () => {
  test('each hour with what began in it, also the hour in which nothing did', async () => {
    const { steps, every } = await statistics();
    expect(every).toBe('hour');
    expect(steps.map(({ time, trace_count }) => [time, trace_count])).toEqual([
      [at(0), 2],
      [at(minutes(60)), 0],
      [at(minutes(120)), 1],
      [at(minutes(180)), 1],
    ]);
    expect(steps[0]).toMatchObject({
      run_count: 4,
      error_count: 1,
      uncounted_count: 0,
      latency_p50_ms: 200,
      latency_p99_ms: 298,
      tokens: { prompt: 30, completion: 0, total: 30 },
      cost: { total: 0, unpriced_tokens: 30 },
    });
    expect(steps[0]?.latency_p95_ms).toBeCloseTo(290);
    expect(steps[1]).toMatchObject({ run_count: 0, latency_p50_ms: null, tokens: { total: 0 } });
  });

  test('the whole span is of its traces, not of its steps', async () => {
    const { total } = await statistics();
    expect(total).toMatchObject({ trace_count: 4, run_count: 8, error_count: 1, latency_p50_ms: 400 });
    expect(total.tokens.total).toBe(35);
  });

  test('begin and end of the span: the first counts, the second does not', async () => {
    expect((await statistics({ since: at(minutes(20)), until: at(minutes(180)) })).total.trace_count).toBe(2);
    const { steps, total } = await statistics({ since: at(minutes(20) + 1), until: at(minutes(180) + 1) });
    expect(total.trace_count).toBe(2);
    expect(steps.map(({ trace_count }) => trace_count)).toEqual([0, 0, 1, 1]);
  });

  test('by the minute and by the day', async () => {
    const byMinute = await statistics({ every: 'minute' });
    expect(byMinute.steps).toHaveLength(240);
    expect(byMinute.steps.filter(({ trace_count }) => trace_count > 0)).toHaveLength(4);
    const byDay = await statistics({ every: 'day' });
    expect(byDay.steps.reduce((sum, { trace_count }) => sum + trace_count, 0)).toBe(4);
  });

  test('a trace whose begin became known later stands where it began', async () => {
    const id = randomUUID();
    const run = { id, trace_id: id, name: 'late', run_type: 'chain', session_name: 'late' };
    await sendRecords(server.url, [{ op: 'update', ...run, start_time: at(minutes(90)) }]);
    await sendRecords(server.url, [{ op: 'create', ...run, start_time: at(minutes(30)), end_time: at(minutes(91)) }]);
    const url = `${server.url}/api/app/projects/late/statistics?since=${at(0)}&until=${at(minutes(120))}`;
    await vi.waitUntil(async () => (await ask<ProjectStatistics>(url)).body.steps[0]?.run_count === 1, {
      timeout: 20_000,
    });
    expect((await ask<ProjectStatistics>(url)).body.steps.map(({ trace_count }) => trace_count)).toEqual([1, 0]);
  });
});

describe('a question that is none is refused with what was expected', () => {
  test.each([
    ['every=week', 422, 'one of minute, hour, day'],
    ['since=2026-11-20T10:00:00Z&until=2026-11-20T10:00:00Z', 422, 'a time before until'],
    ['since=2020-01-01T00:00:00Z&until=2026-01-01T00:00:00Z', 422, 'a time at most 2000 hours before until'],
    ['until=tomorrow', 422, 'a time such as'],
  ])('%s', async (query, status, expected) => {
    const answer = await ask<ErrorAnswer>(`${server.url}/api/app/projects/shop/statistics?${query}`);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(expected);
  });

  test('a project that is not there', async () => {
    expect((await ask(`${server.url}/api/app/projects/nobody/statistics`)).status).toBe(404);
  });
});
