/** Links between runs of two traces, over HTTP: shown on both sides, whichever arrived first. */
import { randomUUID } from 'node:crypto';
import { unpackTrace } from 'tracenest/wire';
import type { PackedTrace, RunRecord, TraceAnswer } from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

function run(change: Partial<RunRecord> & { id: string }): Partial<RunRecord> & { id: string } {
  const time = new Date().toISOString();
  return { op: 'create', trace_id: change.id, start_time: time, end_time: time, session_name: 'links', ...change };
}

const traceOf = async (id: string): Promise<TraceAnswer> =>
  unpackTrace((await ask<PackedTrace>(`${server.url}/api/app/traces/${id}`)).body);

test.each(['the linked run first', 'the linking run first'])('%s', { timeout: 30_000 }, async (order) => {
  const asking = run({ id: randomUUID(), name: 'asking' });
  const batch = run({ id: randomUUID(), name: 'batch' });
  const links = [
    { run_id: asking.id, trace_id: asking.id, kind: 'batch' },
    // Of no form that an id has: it leads nowhere.
    { run_id: '<b>', trace_id: 'x', kind: 'batch' },
  ];
  const linking = { ...batch, extra: { tracenest: { v: 1 as const, placement: 'root' as const, links } } };
  const sent = order.startsWith('the linked') ? [asking, linking] : [linking, asking];
  for (const one of sent) await sendRecords(server.url, [one]);
  await expect
    .poll(async () => (await traceOf(asking.id)).rows[0]?.linked_from, { timeout: 20_000, interval: 200 })
    .toEqual([{ run_id: batch.id, trace_id: batch.id, kind: 'batch', row: -1 }]);
  expect((await traceOf(batch.id)).rows[0]?.links?.[0]).toEqual({ ...links[0], row: -1 });
  expect((await traceOf(batch.id)).rows[0]?.linked_from).toBeUndefined();
});
