/**
 * What was written, in whatever order and batches, by writers that remember and writers that do not,
 * is what is read: merging the rows of a trace gives the runs that merging its records gives.
 */
import fc from 'fast-check';
import { mergeTrace, toSkeleton } from 'tracenest/wire';
import type { Json, MergedRun, ReceivedRecord, RunRecord } from 'tracenest/wire';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../store/store.js';
import { findHomes } from '../store/homes.js';
import { readRunRecords, readTraceRecords } from '../store/records.js';
import { emptyStore, openTempStore } from '../store/temp-store.fixture.js';
import { Writer } from './writer.js';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => ({ store, remove } = await openTempStore()));
afterAll(() => remove());
beforeEach(() => emptyStore(store));

const idOf = (n: number): string => `${String(n).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`;
const root = idOf(1);
const create = (id: string, fields: Partial<RunRecord> = {}): RunRecord => ({ op: 'create', id, ...fields });
const update = (id: string, fields: Partial<RunRecord> = {}): RunRecord => ({ op: 'update', id, ...fields });

/** Writes each batch as one request, with a new writer where `forgets`. The clock: one millisecond a record. */
async function writeBatches(batches: readonly (readonly RunRecord[])[], forgets = false): Promise<ReceivedRecord[]> {
  let ms = 1_800_000_000_000;
  const open = (): Writer => new Writer(store, { nowUs: () => (ms += 1) * 1000 });
  const received: ReceivedRecord[] = [];
  let writer = open();
  for (const batch of batches) {
    for (const [i, record] of batch.entries()) received.push({ record, received: ms + 1 + i });
    await writer.write(batch);
    if (!forgets) continue;
    await writer.close();
    writer = open();
  }
  await writer.close();
  return received;
}

const readTrace = async (id: string, payloads = false): Promise<MergedRun[]> =>
  byId(mergeTrace(await readTraceRecords(store, id, { payloads })));
const readIds = async (id: string): Promise<string[]> => (await readTrace(id)).map((run) => run.id);

function byId<T extends { id: string }>(runs: readonly T[]): T[] {
  return runs.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Arrivals are the business of other tests: equal records that come again count once here or there. */
function timeless(runs: readonly MergedRun[]): object[] {
  return byId(runs).map(({ first_received: _, last_received: __, ...run }) => run);
}

const tokens = fc.record({ input_tokens: fc.nat(50), output_tokens: fc.nat(50) });
const fields: fc.Arbitrary<Partial<RunRecord>> = fc.record(
  {
    name: fc.constantFrom('a', 'b', ''),
    run_type: fc.constantFrom('llm', 'tool'),
    start_time: fc.constantFrom('2026-11-20T10:00:00Z', '2026-11-20T10:00:01.0000001Z', 1795207341324, 'nonsense'),
    end_time: fc.constantFrom('2026-11-20T10:00:05Z', 1795207341999),
    error: fc.constantFrom('', 'it broke', 'x'.repeat(400)),
    session_name: fc.constantFrom('alpha', 'beta'),
    inputs: fc.constantFrom({}, { q: 1 }, 'text'),
    outputs: fc.oneof(
      fc.constantFrom<Json[]>({}, { a: 1 }, [1]),
      fc.record({ usage_metadata: tokens }),
      fc.record({ llmOutput: fc.record({ tokenUsage: fc.record({ promptTokens: fc.nat(9) }) }) }),
    ),
    events: fc.array(
      fc.record({
        name: fc.constantFrom('new_token', 'start'),
        time: fc.constantFrom('2026-11-20T10:00:02Z', '2026-11-20T10:00:03Z', ''),
      }),
      { maxLength: 3 },
    ),
    tags: fc.constantFrom([], ['t']),
    extra: fc.record(
      {
        metadata: fc.oneof(
          fc.constant({}),
          fc.record({ usage_metadata: fc.oneof(tokens, fc.constant(null)) }),
          fc.constant({ service_name: 's', other: 1 }),
          fc.constant({ service_name: null }),
        ),
        tracenest: fc.constantFrom(
          { v: 1 as const, placement: 'context' as const },
          { v: 1 as const, placement: 'root' as const, findings: [{ code: 'c', severity: 'hint' as const }] },
        ),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<RunRecord>>;

/** A tree below `root`: each run names its trace, or its parent, or both; updates name what they like. */
const trees: fc.Arbitrary<RunRecord[]> = fc
  .array(
    fc.record({
      parent: fc.nat(),
      names: fc.constantFrom('trace', 'parent', 'both'),
      create: fields,
      updates: fc.array(fc.record({ update: fields, trace: fc.boolean() }), { maxLength: 2 }),
      twice: fc.option(fields),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((runs) =>
    runs.flatMap((run, i) => {
      const id = idOf(i + 1);
      const parent_run_id = i === 0 || run.names === 'trace' ? null : idOf((run.parent % i) + 1);
      const trace_id = run.names === 'parent' ? null : root;
      const updates = run.updates.map(({ update: said, trace }) =>
        update(id, { ...said, trace_id: trace ? root : null }),
      );
      const second = run.twice === null ? [] : [create(id, { ...run.twice, parent_run_id, trace_id })];
      return [create(id, { ...run.create, parent_run_id, trace_id }), ...second, ...updates];
    }),
  );

const plans = trees.chain((records) =>
  fc.record({
    order: fc
      .tuple(
        fc.shuffledSubarray(records, { minLength: records.length }),
        fc.shuffledSubarray(records, { maxLength: Math.min(2, records.length) }),
      )
      .map(([once, again]) => [...once, ...again]),
    batchSize: fc.integer({ min: 1, max: 6 }),
    forgets: fc.boolean(),
  }),
);

test('any tree, order, repetition and batching reads back as it was told', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async ({ order, batchSize, forgets }) => {
      await emptyStore(store);
      const batches: RunRecord[][] = [];
      for (let i = 0; i < order.length; i += batchSize) batches.push(order.slice(i, i + batchSize));
      const direct = mergeTrace(await writeBatches(batches, forgets));
      expect(timeless(await readTrace(root, true))).toEqual(timeless(direct));
      const skeletons = (runs: readonly MergedRun[]): object[] =>
        timeless(runs.map((run) => toSkeleton(run) as MergedRun));
      expect(skeletons(await readTrace(root))).toEqual(skeletons(direct));
      const homes = await findHomes(
        store,
        direct.map((run) => run.id),
      );
      expect([...new Set(homes.values())]).toEqual([root]);
    }),
    { numRuns: 60 },
  );
}, 300_000);

describe('records that lie elsewhere', () => {
  const [A, B, C, D, E] = [idOf(1), idOf(2), idOf(3), idOf(4), idOf(5)] as [string, string, string, string, string];

  test('children that came long before their parents, as one chain, end in the trace of its root', async () => {
    await writeBatches(
      [
        [create(D, { parent_run_id: C })],
        [update(D, { end_time: 5 })],
        [create(C, { parent_run_id: B })],
        [create(B, { parent_run_id: A })],
        [create(A)],
      ],
      true,
    );
    expect(await readIds(A)).toEqual([A, B, C, D]);
    expect((await readTrace(A)).at(-1)?.status).toBe('success');
    expect(await findHomes(store, [A, B, C, D, E])).toEqual(new Map([A, B, C, D].map((id) => [id, A])));
    expect(await readIds(C)).toEqual([]);
    expect((await readRunRecords(store, D))?.traceId).toBe(A);
  });

  test('while the parent is unknown they are shown under its id', async () => {
    await writeBatches([[create(C, { parent_run_id: B })], [create(D, { parent_run_id: C })]], true);
    expect(await readIds(B)).toEqual([C, D]);
    expect(await findHomes(store, [B, C, D])).toEqual(
      new Map([
        [B, B],
        [C, B],
        [D, B],
      ]),
    );
  });

  test('an update of a run that is never received is shown under the id of the run', async () => {
    await writeBatches([[update(C, { end_time: 5 })]]);
    expect(await readIds(C)).toEqual([C]);
    expect(await findHomes(store, [C])).toEqual(new Map([[C, C]]));
  });

  test('an update that names another trace does not move the run, nor show it there', async () => {
    await writeBatches([
      [update(B, { trace_id: E, parent_run_id: D, end_time: 5 })],
      [create(A, { trace_id: A }), create(B, { trace_id: A, parent_run_id: A })],
    ]);
    expect((await readTrace(A)).map((run) => [run.id, run.status, run.findings.map(({ code }) => code)])).toEqual([
      [A, 'pending', []],
      [B, 'success', ['placement-changed']],
    ]);
    expect(await readIds(E)).toEqual([]);
    expect(await findHomes(store, [B])).toEqual(new Map([[B, A]]));
  });

  test('a run stays where its parent is, whatever trace it names, and its children with it', async () => {
    await writeBatches([
      [create(C, { trace_id: E, parent_run_id: B }), create(B, { trace_id: E, parent_run_id: A })],
      [create(A, { trace_id: A })],
    ]);
    expect(await readIds(A)).toEqual([A, B, C]);
    expect(await readIds(E)).toEqual([B, C]);
  });

  test('one id in two traces is a finding in the one where it stands', async () => {
    await writeBatches([
      [create(A, { trace_id: A }), create(E, { trace_id: E })],
      [
        create(B, { trace_id: A, parent_run_id: A, start_time: 1000 }),
        create(B, { trace_id: E, parent_run_id: E, start_time: 2000 }),
      ],
    ]);
    expect((await readTrace(A)).find((run) => run.id === B)?.findings.map(({ code }) => code)).toEqual([
      'duplicate-id',
    ]);
    expect(await readIds(E)).toEqual([E]);
  });

  test('span ids are a trace’s own: two traces may have the same', async () => {
    const span = '00000000-0000-0000-0000-000000000001';
    await writeBatches([
      [create(A, { trace_id: A }), create(span, { trace_id: A, parent_run_id: A, name: 'in A' })],
      [create(E, { trace_id: E }), create(span, { trace_id: E, parent_run_id: E, name: 'in E' })],
    ]);
    for (const [trace, name] of [
      [A, 'in A'],
      [E, 'in E'],
    ] as const) {
      expect((await readTrace(trace)).find((run) => run.id === span)).toMatchObject({ name, findings: [] });
    }
  });

  test('runs that name each other as parents in a ring, of no known trace, are found and come to an end', async () => {
    await writeBatches([[create(B, { parent_run_id: C }), create(C, { parent_run_id: B })]]);
    const homes = await findHomes(store, [B, C]);
    expect(await readIds(homes.get(B) ?? '')).toEqual([B, C]);
  });

  test('ids of nothing have no home and no records', async () => {
    expect(await findHomes(store, [D])).toEqual(new Map());
    expect(await readTraceRecords(store, D, { payloads: true })).toEqual([]);
    expect(await readRunRecords(store, D)).toBeNull();
  });
});
