/** What the store puts together is what merging the records gives, and what it cannot is left to merging. */
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { mergeTrace } from 'tracenest/wire';
import type { RunRecord } from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Writer } from '../ingest/writer.js';
import { mergeSkeletons, skeletonsOf, type SkeletonRuns } from '../query/merge-skeletons.js';
import { readTraceRecords, readTraceRuns } from './records.js';
import { openTempStore } from './temp-store.fixture.js';

let temp: Awaited<ReturnType<typeof openTempStore>>;
let writer: Writer;

beforeAll(async () => {
  temp = await openTempStore();
  writer = new Writer(temp.store);
});

afterAll(async () => {
  await writer.close();
  await temp.remove();
});

const maybe = <Value>(...values: Value[]): fc.Arbitrary<Value | undefined> => fc.constantFrom(undefined, ...values);
const second = '2026-01-01T00:00:01Z';

/** Which of three runs, of which the first is the root; where it is said to be; what is said beside. */
const told = fc.record({
  run: fc.nat(2),
  op: fc.constantFrom('create' as const, 'create' as const, 'update' as const),
  isAsBefore: fc.constantFrom(true, true, true, false),
  parent: maybe(0, 0, 1),
  isOrderSaid: fc.boolean(),
  start_time: maybe(second, '2026-01-01T00:00:02.5Z'),
  session_name: maybe('p', 'q'),
  name: maybe('', 'a “ü”', 'b'),
  run_type: maybe('llm'),
  end_time: maybe('2026-01-01T00:00:03Z'),
  error: maybe('', 'broke'),
  parent_span_id: fc.constantFrom(...Array.from({ length: 19 }, () => undefined), '8000000000000002'),
  usage: maybe({ input_tokens: 3, output_tokens: 4, total_tokens: 7 }),
  metadata: maybe({ ls_model_name: 'm' }, { service_name: 's' }),
  runtime: maybe({ runtime: 'python' }),
  tracenest: maybe({ v: 1, placement: 'context' }, { v: 1, placement: 'explicit', ancestry: 'partial' }),
  events: maybe([{ name: 'new_token', time: second }]),
});
type Told = typeof told extends fc.Arbitrary<infer Value> ? Value : never;

function recordsOf(traceId: string, list: readonly Told[]): RunRecord[] {
  const ids = [traceId, randomUUID(), randomUUID()];
  const first = new Map<number, Told>();
  return list.map((one) => {
    const before = first.get(one.run);
    if (before === undefined) first.set(one.run, one);
    const place = one.isAsBefore ? (before ?? one) : one;
    const id = ids[one.run] ?? traceId;
    const parent = one.run === 0 || place.parent === undefined ? undefined : ids[place.parent];
    const segment = (of: string): string => `20260101T000001000000Z${of}`;
    const order = parent === undefined ? segment(id) : `${segment(traceId)}.${segment(id)}`;
    const { op, name, run_type, end_time, error, usage, metadata, runtime, tracenest, events } = one;
    const { start_time, session_name, parent_span_id } = place;
    const extra = { ...(metadata && { metadata }), ...(runtime && { runtime }), ...(tracenest && { tracenest }) };
    const fields = {
      ...{ op, id, trace_id: traceId, parent_run_id: parent, parent_span_id, start_time, session_name },
      ...{ dotted_order: place.isOrderSaid ? order : undefined, name, run_type, end_time, error, events },
      outputs: usage && { usage_metadata: usage },
      extra: Object.keys(extra).length === 0 ? undefined : extra,
    };
    return Object.fromEntries(
      Object.entries(fields).filter(([, value]) => value !== undefined),
    ) as unknown as RunRecord;
  });
}

/** Equal maps may have their entries in any order. */
const byId = ({ runs, reports, languages }: SkeletonRuns): unknown => [
  runs.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  reports,
  languages,
];

test('every run, its usage and its language, whatever its records say', async () => {
  let plainRuns = 0;
  let otherRecords = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(told, { minLength: 1, maxLength: 6 }), { minLength: 15, maxLength: 25 }),
      async (traces) => {
        const sent = traces.map((list) => recordsOf(randomUUID(), list));
        await writer.write(sent.flat());
        for (const [first] of sent) {
          const traceId = first?.trace_id ?? '';
          const trace = await readTraceRuns(temp.store, traceId);
          if (trace === null) continue;
          plainRuns += trace.plain.length;
          otherRecords += trace.records.length;
          const merged = mergeTrace(await readTraceRecords(temp.store, traceId, { payloads: false }));
          expect(byId(mergeSkeletons(trace.records, trace.plain))).toEqual(byId(skeletonsOf(merged)));
        }
      },
    ),
    { numRuns: 3 },
  );
  expect(plainRuns).toBeGreaterThan(0);
  expect(otherRecords).toBeGreaterThan(0);
});

test('a trace of which something lies elsewhere, or is told by span ids, is left to its records', async () => {
  const traceId = randomUUID();
  const moved = randomUUID();
  await writer.write([
    { op: 'create', id: traceId, trace_id: traceId, name: 'root', start_time: second },
    { op: 'create', id: moved, trace_id: traceId, parent_run_id: traceId, name: 'child', start_time: second },
  ]);
  expect((await readTraceRuns(temp.store, traceId))?.plain).toHaveLength(2);
  await writer.write([{ op: 'update', id: moved, trace_id: randomUUID(), end_time: second }]);
  expect(await readTraceRuns(temp.store, traceId)).toBeNull();

  const spans = randomUUID();
  await writer.write([
    { op: 'create', id: spans, trace_id: spans, name: 'root', start_time: second },
    { op: 'create', id: '00000000-0000-0000-8000-00000000000a', trace_id: spans, name: 'span', start_time: second },
  ]);
  expect(await readTraceRuns(temp.store, spans)).toBeNull();
});
