/** By what the runs of two traces are compared. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRecord, TraceContentsAnswer } from 'tracenest/wire';
import { ask, sendRecords, startTestServer, type TestServer } from '../server.fixture.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.remove());

function run(id: string, fields: Partial<RunRecord>): Partial<RunRecord> {
  const times = { start_time: '2026-01-01T00:00:00Z', end_time: '2026-01-01T00:00:01Z' };
  return { op: 'create', id, trace_id: id, name: 'run', run_type: 'chain', session_name: 'shop', ...times, ...fields };
}

async function send(...records: Partial<RunRecord>[]): Promise<void> {
  expect((await sendRecords(server.url, records)).status).toBe(202);
}

/** By run: the numbers of its inputs and outputs. */
async function contentsOf(traceId: string): Promise<Map<string, [inputs: number, outputs: number]>> {
  const { body } = await ask<TraceContentsAnswer>(`${server.url}/api/app/traces/${traceId}/contents`);
  return new Map(body.run_ids.map((id, index) => [id, [body.inputs[index]!, body.outputs[index]!]]));
}

test('the same contents have the same number in every trace, others have another, nothing has none', async () => {
  const [a, b, empty] = [randomUUID(), randomUUID(), randomUUID()];
  await send(run(a, { inputs: { q: 'x' }, outputs: { a: 1 } }), run(b, { inputs: { q: 'x' }, outputs: { a: 2 } }));
  await send(run(empty, {}));
  const [[inputsA, outputsA], [inputsB, outputsB]] = [(await contentsOf(a)).get(a)!, (await contentsOf(b)).get(b)!];
  expect(inputsA).toBe(inputsB);
  expect(outputsA).not.toBe(outputsB);
  expect((await contentsOf(empty)).get(empty)).toEqual([0, 0]);
});

test('what stands is told: the last update, wherever it lies and whenever it came', async () => {
  const [changed, plain, early] = [randomUUID(), randomUUID(), randomUUID()];
  // Before anybody knows of which trace it is.
  await send({ op: 'update', id: early, outputs: { a: 'last' } });
  await send(run(changed, { inputs: { q: 'x' }, outputs: { a: 'first' } }));
  await send(run(plain, { inputs: { q: 'x' }, outputs: { a: 'last' } }));
  await send({ op: 'update', id: changed, trace_id: changed, outputs: { a: 'second' } });
  await send({ op: 'update', id: changed, trace_id: changed, outputs: { a: 'last' } });
  await send(run(early, { trace_id: changed, parent_run_id: changed, inputs: { q: 'x' } }));
  const stands = (await contentsOf(plain)).get(plain);
  const told = await contentsOf(changed);
  expect(told.get(changed)).toEqual(stands);
  expect(told.get(early)).toEqual(stands);
});
