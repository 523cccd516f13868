/**
 * The golden cases of the contract, through the real store: records written by the Writer, in several
 * orders, read back with and without payloads, merge into the same runs as the records themselves.
 */
import { readFileSync } from 'node:fs';
import { assemble } from '@tracenest/tree';
import { mergeTrace, normalizeId, timeToMs, toSkeleton } from 'tracenest/wire';
import type { MergedRun, ReceivedRecord, RunRecord, SkeletonRun } from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../store/store.js';
import { readTraceRecords } from '../store/records.js';
import { emptyStore, openTempStore } from '../store/temp-store.fixture.js';
import { Writer } from './writer.js';

type VectorRecord = Omit<RunRecord, 'op' | 'dotted_order'> & {
  op?: RunRecord['op'];
  dotted_order?: string | (string | [number, number])[] | null;
  received?: string;
};

interface Vectors {
  facts: { now: string; graceMs: number };
  segment: string;
  cases: {
    id: string;
    title: string;
    order?: 'as given';
    records: VectorRecord[];
    rows?: { id: string }[];
    facts?: { processes?: { gone: string[]; alive: string[] }; elsewhere?: Record<string, 'other-trace'> };
  }[];
}

const path = new URL('../../../../fixtures/contract/vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors;
const nowMs = timeToMs(vectors.facts.now);
const someTrace = 'abababab-0000-4000-8000-0000000000ab';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => ({ store, remove } = await openTempStore()));
afterAll(() => remove());

describe.each(vectors.cases)('$id: $title', (vector) => {
  const traceId = caseTrace(vector.records);
  const given = vector.records.map((record) => receive(record, traceId));
  const orders = vector.order === 'as given' ? [given] : [given, given.toReversed()];

  test.each(orders.map((order, i) => ({ order, name: i === 0 ? 'as given' : 'reversed' })))(
    '$name',
    async ({ order }) => {
      const received = atRisingTimes(order);
      await write(received, order === given ? 'one by one' : 'at once');
      const narrow = await read(traceId, false);
      const whole = await read(traceId, true);
      const direct = mergeTrace(received);
      const shown = direct.filter((run) => narrow.some(({ id }) => id === run.id));
      expect(skeletons(narrow)).toEqual(skeletons(shown));
      expect(byId(whole)).toEqual(byId(shown));
      const facts = { now: nowMs, graceMs: vectors.facts.graceMs, ...vector.facts, lastArrival: lastArrival(received) };
      expect(assemble(narrow.map(toSkeleton), facts)).toEqual(assemble(shown.map(toSkeleton), facts));
      // Some cases hold runs of a second trace, below no run of this one: they are shown there.
      for (const run of direct.filter(({ id }) => !shown.some((other) => other.id === id))) {
        expect(run.trace_id).not.toBe(traceId);
        expect(vector.rows?.map((row) => row.id) ?? []).not.toContain(run.id);
        expect(skeletons(await read(run.trace_id ?? '', false))).toContainEqual(toSkeleton(run));
      }
    },
  );
});

async function read(traceId: string, payloads: boolean): Promise<MergedRun[]> {
  return mergeTrace(await readTraceRecords(store, traceId, { payloads }));
}

/** Records that say no trace belong to that of their case. */
function caseTrace(records: readonly VectorRecord[]): string {
  for (const record of records) {
    const said = normalizeId(record.trace_id);
    if (said !== null) return said;
  }
  return someTrace;
}

function receive(record: VectorRecord, traceId: string): ReceivedRecord {
  const { received, op = 'create', dotted_order, ...rest } = record;
  const order = Array.isArray(dotted_order) ? dotted_order.flatMap(segments).join('.') : (dotted_order ?? null);
  return {
    received: received === undefined ? nowMs - 60_000 : timeToMs(received),
    record: {
      ...rest,
      id: normalizeId(record.id) ?? record.id,
      op,
      dialect: 'span_id' in record ? 'otlp' : 'langsmith',
      dotted_order: order,
      trace_id: rest.trace_id ?? traceId,
    },
  };
}

function segments(item: string | [number, number]): string[] {
  if (typeof item === 'string') return [item];
  const [from, to] = item;
  return Array.from({ length: to - from + 1 }, (_, i) =>
    vectors.segment.replaceAll('NNN', String(from + i).padStart(3, '0')),
  );
}

/** The writer's clock never goes back: what is written later has arrived later. */
function atRisingTimes(order: readonly ReceivedRecord[]): ReceivedRecord[] {
  let latest = 0;
  return order.map(({ record, received }) => {
    latest = Math.max(latest, received);
    return { record, received: latest };
  });
}

/** As one request a record, or all in one. The clock says when each arrives. */
async function write(received: readonly ReceivedRecord[], how: 'one by one' | 'at once'): Promise<void> {
  await emptyStore(store);
  const times = received.map((item) => Math.round(item.received * 1000));
  const writer = new Writer(store, { nowUs: () => times.shift() ?? 0 });
  const records = received.map((item) => item.record);
  for (const request of how === 'at once' ? [records] : records.map((record) => [record])) {
    expect(await writer.write(request)).toEqual({ status: 'stored' });
  }
  await writer.close();
}

function lastArrival(received: readonly ReceivedRecord[]): number {
  return Math.max(...received.map((item) => item.received));
}

function skeletons(runs: readonly MergedRun[]): SkeletonRun[] {
  return byId(runs.map(toSkeleton));
}

function byId<Run extends SkeletonRun>(runs: readonly Run[]): Run[] {
  return runs.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
