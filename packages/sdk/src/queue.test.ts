import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinRecords, Queue } from './queue.js';
import { mergeRecords } from './wire/merge.js';
import type { RunRecord } from './wire/record.js';

const ID = '01900000-0000-7000-8000-000000000001';
const place = {
  id: ID,
  trace_id: ID,
  parent_run_id: null,
  dotted_order: `20250101T000000000000Z${ID}`,
  start_time: '2025-01-01T00:00:00Z',
  session_name: 'p',
  name: 'run',
  run_type: 'chain',
};
const map = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.integer(), fc.string(), fc.constant(null)));
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.oneof(fc.constant(null), value);
const told = fc.record({
  end_time: some(fc.constant('2025-01-01T00:00:01Z')),
  inputs: some(map),
  outputs: some(map),
  error: some(fc.constantFrom('', 'bad')),
  tags: some(fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 })),
  events: some(fc.array(fc.constant({ name: 'e', time: '2025-01-01T00:00:00Z' }), { maxLength: 2 })),
  serialized: some(map),
  extra: some(
    fc.record(
      { metadata: map, runtime: map, mine: map, tracenest: fc.constant({ v: 1 as const, placement: 'root' as const }) },
      { requiredKeys: [] },
    ),
  ),
});

const merged = (records: readonly RunRecord[]): unknown =>
  mergeRecords(records.map((record) => ({ record, received: 0 })));

test('a beginning and an end become one record that says what both said, or stay two where that takes care', () => {
  fc.assert(
    fc.property(told, told, (begun, ended) => {
      const records = [
        { ...place, ...begun, op: 'create' },
        { ...place, ...ended, op: 'update' },
      ] as RunRecord[];
      const before = structuredClone(records);
      const joined = joinRecords(records);
      const takesCare = begun.events !== null || begun.error === 'bad';
      expect(joined).toHaveLength(takesCare ? 2 : 1);
      expect(merged(joined)).toEqual(merged(records));
      expect(records).toEqual(before);
    }),
  );
});

test('an end that names another place is sent as it is', () => {
  const queue = new Queue();
  queue.push({ ...place, op: 'create' }, 0);
  queue.push({ ...place, op: 'update', parent_run_id: '01900000-0000-7000-8000-000000000002' }, 0);
  expect(queue.take().map(({ op }) => op)).toEqual(['create', 'update']);
});
