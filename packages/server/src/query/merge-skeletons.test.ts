/** What is merged once for many runs is what merging each of them gives. */
import fc from 'fast-check';
import type { RunRecord } from 'tracenest/wire';
import { mergeTrace } from 'tracenest/wire';
import { expect, test } from 'vitest';
import type { CutRecord } from '../store/narrow-record.js';
import { mergeSkeletons, skeletonsOf } from './merge-skeletons.js';

const ids = [1, 2, 3].map((n) => `0192a000-0000-7000-8000-00000000000${n}`);
const padded = '00000000-0000-0000-8000-000000000001';
const maybe = <Value>(...values: Value[]): fc.Arbitrary<Value | null> => fc.constantFrom(null, ...values);
const second = '2026-01-01T00:00:01Z';
const order = (id: string, above: string): string => `${above}20260101T000001000000Z${id}`;

const place = fc.record({
  trace_id: maybe(...ids),
  parent_run_id: maybe(ids[0] ?? '', ids[1] ?? ''),
  parent_span_id: fc.constantFrom(null, null, null, '8000000000000002'),
  start_time: maybe(second, '2026-01-01T00:00:02Z'),
  session_name: maybe('p', 'q'),
  above: maybe('', `20260101T000000000000Z${ids[0]}.`),
});
const said = fc.record({
  outputs: maybe(
    { said: true },
    { said: true, usage_metadata: { input_tokens: 3, output_tokens: 4, total_tokens: 7 } },
  ),
  metadata: maybe({ ls_model_name: 'm' }, { service_name: 's' }, { usage_metadata: { input_tokens: 1 } }),
  runtime: maybe({ runtime: 'python' }),
  tracenest: maybe({ v: 1, placement: 'context' }, { v: 1, placement: 'explicit', ancestry: 'partial' }),
  events: maybe([{ name: 'new_token', time: second }]),
});
const told = fc.record({
  id: fc.constantFrom(...ids, ...ids, padded),
  op: fc.constantFrom('create' as const, 'update' as const),
  dialect: fc.constantFrom('langsmith' as const, 'langsmith' as const, 'otlp' as const),
  name: maybe('', 'a', 'b'),
  run_type: maybe('llm'),
  end_time: maybe('2026-01-01T00:00:03Z'),
  error: maybe('', 'broke'),
});

/** Runs whose update repeats where they are, as clients send it, beside those that say anything. */
const records = fc.array(fc.record({ told, place, said, asBefore: fc.boolean() }), { maxLength: 8 }).map((list) => {
  const places = new Map<string, (typeof list)[number]['place']>();
  return list.map((one, index): CutRecord => {
    const { above, ...fields } = (one.asBefore ? places.get(one.told.id) : undefined) ?? one.place;
    if (!places.has(one.told.id)) places.set(one.told.id, one.place);
    const { outputs, metadata, runtime, tracenest, events } = one.said;
    const extra = { digest: String(index), ...{ metadata, runtime, tracenest } };
    const whole = { ...one.told, ...fields, outputs, events, extra };
    const dotted_order = above === null ? null : order(one.told.id, above);
    const record = { ...whole, dotted_order } as unknown as RunRecord;
    return { record, received: 1_000 + index, said: JSON.stringify(one.said) };
  });
});

test('every run, its usage and its language', () => {
  fc.assert(
    fc.property(records, (received) => {
      const byId = ({ runs, reports, languages }: ReturnType<typeof skeletonsOf>): unknown => [
        runs.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        reports,
        languages,
      ];
      expect(byId(mergeSkeletons(received))).toEqual(byId(skeletonsOf(mergeTrace(received))));
    }),
    { numRuns: 500 },
  );
});
