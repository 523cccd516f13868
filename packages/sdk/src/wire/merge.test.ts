import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { canonicalJson } from './json.js';
import { mergeRecords, mergeTrace, toSkeleton } from './merge.js';
import type { Json, MergedRun, ReceivedRecord, RunEvent, RunRecord } from './record.js';
import { timeToMs } from './time.js';
import { orderText, readVectors, type VectorRecord } from './vectors.fixture.js';

const vectors = readVectors();
const NOW = timeToMs(vectors.facts.now);
const A = 'aaaaaaaa-0000-4000-8000-00000000000a';
const B = 'bbbbbbbb-0000-4000-8000-00000000000b';

function receive(record: VectorRecord): ReceivedRecord {
  const { received, op = 'create', dotted_order, ...rest } = record;
  return {
    received: received === undefined ? NOW - 60_000 : timeToMs(received),
    record: {
      ...rest,
      op,
      dialect: 'span_id' in record ? 'otlp' : 'langsmith',
      dotted_order: Array.isArray(dotted_order) ? orderText(dotted_order, vectors.segment) : (dotted_order ?? null),
    },
  };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

/** Every order of up to six records; of more, some hundred, the same in each run. */
function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length <= 6) return permutations(items);
  return fc.sample(fc.shuffledSubarray([...items], { minLength: items.length }), { numRuns: 300, seed: 1 });
}

/** A field under test as the vectors write it. */
function said(run: MergedRun, field: string): unknown {
  const value = field === 'session_name' ? run.project : run[field as keyof MergedRun];
  if (field === 'findings') return run.findings.map(({ code }) => code).toSorted();
  if (field.endsWith('_time') && typeof value === 'string') return timeToMs(value);
  if (field === 'extra') return withSets(value);
  return value;
}

function expected(field: string, value: unknown): unknown {
  if (field.endsWith('_time') && typeof value === 'string') return timeToMs(value);
  return field === 'extra' ? withSets(value) : value;
}

function withSets(extra: unknown): unknown {
  const copy = structuredClone(extra) as { tracenest?: Record<string, Json[]> };
  for (const list of ['findings', 'links']) {
    copy.tracenest?.[list]?.sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  }
  return copy;
}

/** Everything that merging says, so that two results can be compared whatever their order. */
function inOneOrder(runs: readonly MergedRun[]): unknown {
  return runs
    .map((run) => ({ ...run, extra: withSets(run.extra), tracenest: null }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

describe('the cases of the contract', () => {
  test.each(vectors.cases)('$id: $title', ({ records, merged = {}, order }) => {
    const received = records.map(receive);
    const first = inOneOrder(mergeTrace(received));
    for (const permuted of order === 'as given' ? [received] : ordersOf(received)) {
      const runs = mergeTrace(permuted);
      for (const [id, fields] of Object.entries(merged)) {
        const run = runs.find((candidate) => candidate.id === id);
        if (run === undefined) throw new Error(`no run ${id}`);
        const values = Object.fromEntries(Object.keys(fields).map((field) => [field, said(run, field)]));
        const wanted = Object.fromEntries(
          Object.entries(fields).map(([field, value]) => [field, expected(field, value)]),
        );
        expect(values).toEqual(wanted);
      }
      if (order !== 'as given') expect(inOneOrder(runs)).toEqual(first);
    }
  });
});

describe('one run under several ids', () => {
  const spanB = '00000000-0000-0000-8000-00000000000b';
  const leadingB = '00000000-0000-0000-bbbb-bbbb00004000';
  const of = (id: string, more: Partial<RunRecord> = {}): ReceivedRecord => ({
    received: 1,
    record: { op: 'create', id, ...more },
  });
  const idsOf = (records: ReceivedRecord[]): Record<string, string[]> =>
    Object.fromEntries(mergeTrace(records).map((run) => [run.id, run.aliases]));

  test('its last 8 bytes, then its first 8, padded', () => {
    expect(idsOf([of(spanB), of(B), of(leadingB)])).toEqual({ [B]: [spanB, leadingB] });
  });

  test('the last 8 bytes of one run go before the first 8 of another', () => {
    const other = 'cccccccc-0000-4000-bbbb-bbbb00004000';
    expect(idsOf([of(B), of(other), of(leadingB)])).toEqual({ [B]: [], [other]: [leadingB] });
  });

  test('several runs have the span id: united with none', () => {
    const other = 'cccccccc-0000-4000-8000-00000000000b';
    expect(idsOf([of(B), of(other), of(spanB)])).toEqual({ [B]: [], [other]: [], [spanB]: [] });
  });

  test('an OTLP run under a full id answers to its own span id only', () => {
    const otlp = of(B, { dialect: 'otlp', span_id: '1111111111111111' });
    const own = '00000000-0000-0000-1111-111111111111';
    expect(idsOf([otlp, of(own), of(spanB)])).toEqual({ [B]: [own], [spanB]: [] });
  });

  test('two span ids stated by OTLP are two runs, though one fits the id of the other', () => {
    const otlp = of(B, { dialect: 'otlp', span_id: '1111111111111111' });
    const second = of(spanB, { dialect: 'otlp', span_id: '800000000000000b' });
    expect(idsOf([of(B), otlp, second])).toEqual({ [B]: [], [spanB]: [] });
  });

  test('mergeRecords takes its records for one run, named by the full id', () => {
    const run = mergeRecords([of(spanB, { name: 'x' }), of(B.toUpperCase(), { run_type: 'tool' })]);
    expect(run).toMatchObject({ id: B, aliases: [spanB], name: 'x', run_type: 'tool', findings: [] });
    expect(() => mergeRecords([])).toThrow(/at least one record/);
  });

  test('an order told under the other id ends in the run’s own', () => {
    const order = `20261120T100000000000Z${A}.20261120T100001000000Z`;
    expect(mergeRecords([of(B), of(spanB, { dotted_order: order + spanB })]).dotted_order).toBe(order + B);
    expect(mergeRecords([of(B), of(spanB, { dotted_order: order + B })]).dotted_order).toBe(order + B);
    expect(mergeRecords([of(B), of(spanB, { dotted_order: order + A })]).dotted_order).toBeNull();
  });
});

describe('placement', () => {
  const create = (more: Partial<RunRecord>): ReceivedRecord => ({
    received: 1,
    record: { op: 'create', id: B, ...more },
  });
  const update = (more: Partial<RunRecord>): ReceivedRecord => ({
    received: 2,
    record: { op: 'update', id: B, ...more },
  });
  const below = `20261120T100000000000Z${A}.20261120T100001000000Z${B}`;

  test('an order that names another parent does not come in with an update', () => {
    for (const beginning of [{ trace_id: B }, { parent_run_id: 'cccccccc-0000-4000-8000-00000000000c' }]) {
      const run = mergeRecords([create(beginning), update({ dotted_order: below })]);
      expect(run.dotted_order).toBeNull();
      expect(run.findings).toMatchObject([{ code: 'placement-changed', evidence: { field: 'parent' } }]);
    }
  });

  test('a create that names its parent by order only cannot be moved either', () => {
    const run = mergeRecords([
      create({ dotted_order: below }),
      update({ parent_run_id: 'cccccccc-0000-4000-8000-00000000000c' }),
    ]);
    expect(run).toMatchObject({ parent_run_id: null, dotted_order: below, findings: [{ code: 'placement-changed' }] });
    const same = mergeRecords([create({ dotted_order: below }), update({ parent_run_id: A })]);
    expect(same).toMatchObject({ parent_run_id: A, dotted_order: below, findings: [] });
  });

  test('an update that repeats a partial order, and nothing of how to read it, moves nothing', () => {
    const tracenest = { v: 1, placement: 'headers', ancestry: 'partial' } as const;
    const parent = { parent_run_id: '00000000-0000-0000-5399-5c3f42cd8ad8', dotted_order: below };
    const run = mergeRecords([
      create({ ...parent, extra: { tracenest } }),
      update({ dotted_order: below, end_time: 5 }),
    ]);
    expect(run).toMatchObject({ ...parent, findings: [], tracenest });
  });

  test('a full parent id and either half of it name one parent', () => {
    for (const parent_span_id of ['800000000000000a', 'aaaaaaaa00004000']) {
      expect(mergeRecords([create({ parent_run_id: A }), update({ parent_span_id })])).toMatchObject({
        parent_run_id: A,
        parent_span_id: null,
        findings: [],
      });
    }
    expect(
      mergeRecords([create({ parent_run_id: A }), update({ parent_span_id: '53995c3f42cd8ad8' })]).findings,
    ).toHaveLength(1);
  });

  test('evidence names what was sent otherwise', () => {
    const run = mergeRecords([
      create({ name: 'one', start_time: 1000 }),
      create({ name: 'two', start_time: 2000, parent_run_id: A }),
    ]);
    expect(run.findings).toEqual([
      {
        code: 'duplicate-id',
        severity: 'warning',
        evidence: {
          id: B,
          names: ['one', 'two'],
          others: [
            {
              name: 'two',
              trace_id: null,
              parent_run_id: A,
              parent_span_id: null,
              dotted_order: null,
              start_time: '1970-01-01T00:00:02Z',
              project: null,
            },
          ],
        },
      },
    ]);
  });
});

test('what is computed of the merged fields: tokens, first token, service, arrivals', () => {
  const run = mergeRecords([
    {
      received: 20,
      record: { op: 'update', id: B, end_time: 9, outputs: { usage_metadata: { input_tokens: 3, output_tokens: 4 } } },
    },
    {
      received: 10,
      record: {
        op: 'create',
        id: B,
        extra: { metadata: { service_name: 'shop' } },
        events: [
          { name: 'start', time: '2026-11-20T10:00:00' },
          { name: 'new_token', time: '2026-11-20T10:00:01+00:00' },
          { name: 'new_token', time: '2026-11-20T10:00:02+00:00' },
        ],
      },
    },
  ]);
  expect(toSkeleton(run)).toEqual({
    id: B,
    trace_id: null,
    parent_run_id: null,
    span_id: null,
    parent_span_id: null,
    dotted_order: null,
    name: null,
    run_type: null,
    status: 'success',
    start_time: null,
    end_time: '1970-01-01T00:00:00.009Z',
    project: null,
    dialect: 'langsmith',
    first_received: 10,
    last_received: 20,
    tracenest: null,
    service: 'shop',
    usage: { prompt: 3, completion: 4, total: 7 },
    first_token_time: '2026-11-20T10:00:01Z',
    aliases: [],
    findings: [],
  });
});

describe('hostile records', () => {
  test('keys such as __proto__ are plain data', () => {
    const extra =
      '{"__proto__":{"x":1},"constructor":2,"metadata":{"__proto__":{"y":1},"k":1},"tracenest":{"__proto__":3}}';
    const record = {
      op: 'create',
      id: B,
      inputs: JSON.parse('{"__proto__":{"z":1}}'),
      extra: JSON.parse(extra),
    } as RunRecord;
    const run = mergeRecords([
      { received: 1, record },
      { received: 1, record: { ...record, op: 'update' } },
    ]);
    expect(JSON.parse(JSON.stringify(run.extra))).toEqual(JSON.parse(extra));
    expect(Object.getPrototypeOf(run.extra)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(run.extra.metadata)).toBe(Object.prototype);
    expect(JSON.stringify(run.inputs)).toBe('{"__proto__":{"z":1}}');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('values of the wrong type cost themselves, not the run', () => {
    const record = {
      op: 'create',
      id: 'no id',
      trace_id: 5,
      parent_run_id: {},
      dotted_order: [],
      name: 7,
      error: { message: 'boom' },
      start_time: 'now',
      tags: ['x', 5],
      events: [null, 'x', { name: 'new_token', time: 3 }],
      extra: {
        metadata: 'x',
        runtime: [1],
        tracenest: { findings: [1, { code: 'cut', severity: 'info' }], links: {} },
      },
    } as unknown as RunRecord;
    expect(mergeRecords([{ received: 1, record }])).toMatchObject({
      id: 'no id',
      trace_id: null,
      parent_run_id: null,
      dotted_order: null,
      name: '7',
      error: '{"message":"boom"}',
      start_time: null,
      tags: ['x'],
      events: [{ name: 'new_token' }],
      extra: { tracenest: { findings: [{ code: 'cut', severity: 'info' }] } },
      status: 'error',
    });
  });

  test('a payload nested very deep does not overflow the stack', () => {
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as Json;
    const update: RunRecord = { op: 'update', id: B, outputs: deep };
    const create: RunRecord = { op: 'create', id: B, inputs: deep };
    const run = mergeRecords(
      [create, { ...create, name: 'x' }, update, { ...update, name: 'y' }].map((record) => ({ received: 1, record })),
    );
    expect(run).toMatchObject({ name: 'y', findings: [] });
  });
});

describe('properties', () => {
  const id = fc.constantFrom(
    A,
    B,
    B.toUpperCase(),
    '00000000-0000-0000-8000-00000000000b',
    '00000000-0000-0000-bbbb-bbbb00004000',
  );
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
  const few = fc.constantFrom({}, { k: 1 }, { k: 2 }, { j: null });
  const fields = fc.record(
    {
      trace_id: fc.constantFrom(A, B),
      parent_run_id: maybe(fc.constantFrom(A, B)),
      dotted_order: fc.constantFrom(
        `20261120T100001000000Z${B}`,
        `20261120T100000000000Z${A}.20261120T100001000000Z${B}`,
        `20261120T100000000000Z${A}.20261120T1000015Z00000000-0000-0000-8000-00000000000b`,
      ),
      start_time: fc.constantFrom(null, 1_795_168_800_915, '2026-11-20T10:00:00.915001Z', '2026-11-20T10:00:01Z'),
      end_time: maybe(fc.constantFrom('2026-11-20T10:00:05Z', 1_795_168_806_000)),
      name: fc.constantFrom(null, 'one', 'two'),
      inputs: few,
      outputs: few,
      error: fc.constantFrom(null, '', 'boom'),
      tags: fc.constantFrom<string[]>([], ['x']),
      events: fc.constantFrom<RunEvent[]>([], [{ name: 'new_token', time: '2026-11-20T10:00:02Z' }]),
      session_name: fc.constantFrom('alpha', 'beta'),
      extra: fc.record({ metadata: few, runtime: few }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );
  const native = fc.tuple(id, fields).map(([runId, more]): RunRecord => ({ op: 'create', id: runId, ...more }));
  const otlp = fc
    .tuple(id, fc.constantFrom('800000000000000b', 'bbbbbbbb00004000', '53995c3f42cd8ad8'), fields)
    .map(([runId, span_id, more]): RunRecord => ({ op: 'create', id: runId, ...more, dialect: 'otlp', span_id }));
  const creates = fc.array(fc.oneof(native, otlp), { minLength: 1, maxLength: 7 });
  const received = (records: readonly RunRecord[]): ReceivedRecord[] =>
    records.map((record) => ({ received: 1, record }));

  test('no order and no repetition of creates, with one update of each run, changes anything', () => {
    const update = fields.map((more): RunRecord => ({ op: 'update', id: B, ...more }));
    fc.assert(
      fc.property(
        creates,
        fc.option(update, { nil: undefined }),
        fc.infiniteStream(fc.nat()),
        (records, end, random) => {
          const all = end === undefined ? records : [...records, end];
          const shuffled = [...all, ...all.filter(() => (random.next().value ?? 0) % 2 === 0)]
            .map((record) => ({ record, at: random.next().value ?? 0 }))
            .toSorted((a, b) => a.at - b.at);
          expect(inOneOrder(mergeTrace(received(shuffled.map(({ record }) => record))))).toEqual(
            inOneOrder(mergeTrace(received(all))),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('several updates: repetitions after them change nothing', () => {
    const update = fields.map((more): RunRecord => ({ op: 'update', id: B, ...more }));
    fc.assert(
      fc.property(fc.array(update, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(4)), (updates, again) => {
        const late = again.flatMap((i) => updates[i % updates.length] ?? []);
        expect(mergeRecords(received([...updates, ...late]))).toEqual(mergeRecords(received(updates)));
      }),
    );
  });

  test('a create that does not contradict itself, split into several, is the same run', () => {
    const order = `20261120T100000000000Z${A}.20261120T100001000000Z${B}`;
    const places = fc.constantFrom<Partial<RunRecord>>(
      { trace_id: A, parent_run_id: A, dotted_order: order },
      { trace_id: A, dotted_order: order },
      { trace_id: A, parent_run_id: A },
      { trace_id: B, dotted_order: `20261120T100001000000Z${B}` },
      { trace_id: A },
    );
    fc.assert(
      fc.property(fields, places, fc.infiniteStream(fc.nat(3)), (more, place, random) => {
        const { trace_id, parent_run_id, dotted_order, ...others } = more;
        const whole = { ...others, ...place };
        const parts: RunRecord[] = Array.from({ length: 4 }, () => ({ op: 'create', id: B }));
        for (const [key, value] of Object.entries(whole))
          Object.assign(parts[random.next().value ?? 0] ?? {}, { [key]: value });
        expect(mergeRecords(received(parts))).toEqual(mergeRecords(received([{ op: 'create', id: B, ...whole }])));
      }),
      { numRuns: 1000 },
    );
  });

  test('a run told as one record or as begin and end is the same', () => {
    fc.assert(
      fc.property(native, (record) => {
        const { end_time, outputs, error, ...begin } = record;
        const end = {
          id: record.id,
          ...Object.fromEntries(Object.entries({ end_time, outputs, error }).filter(([, v]) => v !== undefined)),
        };
        const whole = mergeRecords(received([record]));
        expect(mergeRecords(received([begin, { ...end, op: 'create' }]))).toEqual(whole);
        expect(mergeRecords(received([begin, { ...end, op: 'update' }]))).toEqual(whole);
        expect(mergeRecords(received([{ ...end, op: 'update' }, begin]))).toEqual(whole);
      }),
    );
  });
});

test('100,000 runs of one trace are merged in one go', () => {
  const records: ReceivedRecord[] = [];
  for (let i = 0; i < 100_000; i += 1) {
    const id = `0e000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`;
    records.push(
      { received: 1, record: { op: 'create', id, trace_id: A, parent_run_id: A, start_time: i, name: `run ${i}` } },
      {
        received: 2,
        record: { op: 'update', id: i % 2 === 0 ? id : `00000000-0000-0000-${id.slice(19)}`, end_time: i + 5 },
      },
    );
  }
  const runs = mergeTrace(records);
  expect(runs).toHaveLength(100_000);
  expect(runs.every(({ status, findings }) => status === 'success' && findings.length === 0)).toBe(true);
});
