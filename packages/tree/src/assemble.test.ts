import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeTrace, normalizeTime, padSpanId, spanIdOf, toSkeleton } from 'tracenest/wire';
import type { ReceivedRecord, RunRecord, SkeletonRun } from 'tracenest/wire';

import { assemble } from './assemble.js';
import { rowsWithCodes, runId, skeleton } from './runs.fixture.js';
import type { TraceTree } from './trace-tree.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const facts = { now: NOW };

/** What must hold of every tree, however odd the runs. */
function checkTree(tree: TraceTree, runs: readonly SkeletonRun[]): void {
  const ids = tree.rows.flatMap((row) => (row.run === null ? [] : [row.id]));
  expect(ids.toSorted()).toEqual([...new Set(runs.map((run) => run.id))].toSorted());
  expect(new Set(tree.rows.map((row) => row.id)).size).toBe(tree.rows.length);
  tree.rows.forEach((row, index) => {
    const parent = tree.rows[row.parent];
    expect(row.parent).toBeLessThan(index);
    expect(row.depth).toBe(parent === undefined ? 0 : parent.depth + 1);
    // Depth first: between a row and its parent there are only rows below that parent.
    const previous = tree.rows[index - 1];
    expect(row.depth).toBeLessThanOrEqual(previous === undefined ? 0 : previous.depth + 1);
    expect(row.placeholder === null).toBe(row.run !== null);
    const codes = row.findings.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].toSorted());
  });
  expect(tree.findings.length).toBe(tree.rows.reduce((sum, row) => sum + row.findings.length, 0));
}

describe('any set of runs', () => {
  const small = fc.integer({ min: 0, max: 9 });
  const anyId = fc.oneof(
    { weight: 6, arbitrary: small.map((n) => runId(n)) },
    { weight: 2, arbitrary: small.map((n) => padSpanId(spanIdOf(runId(n)))) },
    { weight: 1, arbitrary: small.map((n) => `${runId(n).slice(0, 8)}-0000-4000-9000-000000000000`) },
  );
  const anyTime = small.map((n) => `2026-11-20T10:00:0${n}Z`);
  const anyOrder = fc
    .array(fc.tuple(small, anyId), { maxLength: 6 })
    .map((above) => above.map(([n, id]) => `20261120T10000${n}000000Z${id}`).join('.'));
  const anyRun = fc
    .record({
      id: anyId,
      parent_run_id: fc.option(anyId),
      parent_span_id: fc.option(anyId.map(spanIdOf)),
      above: fc.option(anyOrder),
      ancestry: fc.constantFrom('partial', 'cut', undefined, undefined, undefined),
      start_time: fc.option(anyTime),
      end_time: fc.option(anyTime),
      service: fc.constantFrom(null, 'shop', 'stock', 'bank'),
      project: fc.constantFrom(null, 'alpha', 'beta'),
      dialect: fc.constantFrom('langsmith', 'otlp'),
      trace_id: fc.option(anyId),
    })
    .map(({ above, ancestry, ...run }) =>
      skeleton({
        ...run,
        dotted_order: above === null ? null : `${above}${above === '' ? '' : '.'}20261120T100000500000Z${run.id}`,
        tracenest: ancestry === undefined ? null : { v: 1, placement: 'headers', ancestry },
      }),
    );

  test('ends in a tree with every run exactly once, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyRun, { maxLength: 14, selector: (run) => run.id }).chain((runs) =>
          fc.record({
            runs: fc.constant(runs),
            shuffled: fc.shuffledSubarray(runs, { minLength: runs.length }),
          }),
        ),
        ({ runs, shuffled }) => {
          const tree = assemble(runs, facts);
          checkTree(tree, runs);
          expect(assemble(shuffled, facts)).toEqual(tree);
          expect(assemble([...runs, ...shuffled], facts)).toEqual(tree);
        },
      ),
      { numRuns: 1_500 },
    );
  });
});

describe('any records', () => {
  const record = fc
    .record({
      n: fc.integer({ min: 0, max: 7 }),
      parent: fc.option(fc.integer({ min: 0, max: 9 })),
      second: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ n, parent, second }): RunRecord => {
      const start_time = `2026-11-20T10:00:0${second}Z`;
      const parent_run_id = parent === null ? null : runId(parent);
      return { op: 'create', id: runId(n), trace_id: runId(0), parent_run_id, name: `run ${n}`, start_time };
    });
  const received = fc.uniqueArray(record, { maxLength: 10, selector: (one) => one.id });

  function receive(records: readonly RunRecord[]): ReceivedRecord[] {
    return records.map((one) => ({ record: one, received: NOW - 60_000 }));
  }

  /** One record as two: what it began with, and the rest. */
  function split(one: RunRecord): RunRecord[] {
    const { name, start_time, ...begun } = one;
    return [begun, { op: 'update', id: one.id, name: name ?? null, start_time: start_time ?? null }];
  }

  test('permuted, repeated or split, give the same rows', () => {
    fc.assert(
      fc.property(received, fc.infiniteStream(fc.boolean()), fc.nat(), (records, chooses, turn) => {
        const wanted = rowsWithCodes(assemble(mergeTrace(receive(records)).map(toSkeleton), facts));
        const pieces = records.flatMap((one) => (chooses.next().value === true ? split(one) : [one]));
        const repeated = [...pieces, ...pieces.filter(() => chooses.next().value === true)];
        const turned = [
          ...repeated.slice(turn % (repeated.length + 1)),
          ...repeated.slice(0, turn % (repeated.length + 1)),
        ];
        const runs = mergeTrace(receive(turned.toReversed())).map(toSkeleton);
        expect(rowsWithCodes(assemble(runs, facts))).toEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });
});

describe('large traces', () => {
  const startOf = (n: number): string => normalizeTime(NOW - 7_200_000 + n) ?? '';

  test('100,000 levels deep', () => {
    const count = 100_000;
    const runs = Array.from({ length: count }, (_, n) =>
      skeleton({ id: runId(n), parent_run_id: n === 0 ? null : runId(n - 1), start_time: startOf(n) }),
    );
    const { rows, findings } = assemble(runs.toReversed(), facts);
    expect(rows.length).toBe(count);
    expect(rows.at(-1)).toMatchObject({ id: runId(count - 1), depth: count - 1, parent: count - 2 });
    expect(findings.length).toBe(0);
  });

  test('100,000 children wide', () => {
    const count = 100_000;
    const children = Array.from({ length: count }, (_, n) =>
      skeleton({ id: runId(n + 1), parent_run_id: runId(0), start_time: startOf(n) }),
    );
    const { rows } = assemble([...children.toReversed(), skeleton({ id: runId(0), start_time: startOf(0) })], facts);
    expect(rows.length).toBe(count + 1);
    expect(rows.at(-1)).toMatchObject({ id: runId(count), depth: 1, parent: 0 });
  });

  test('200,000 runs that name any of each other', () => {
    const count = 200_000;
    let seed = 1;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    const runs = Array.from({ length: count }, (_, n) =>
      skeleton({
        id: runId(n),
        parent_run_id: runId(random() % (count + 1_000)),
        start_time: startOf(random() % 100_000),
      }),
    );
    const { rows } = assemble(runs, facts);
    expect(rows.filter((row) => row.run !== null).length).toBe(count);
    expect(rows.every((row, index) => row.parent < index && row.depth === (rows[row.parent]?.depth ?? -1) + 1)).toBe(
      true,
    );
  });

  test('one ring of 100,000 runs, and 50,000 rings of two', () => {
    const count = 100_000;
    const ring = Array.from({ length: count }, (_, n) =>
      skeleton({ id: runId(n), parent_run_id: runId((n + 1) % count) }),
    );
    expect(assemble(ring, facts).findings.length).toBe(count);
    const pairs = Array.from({ length: count }, (_, n) =>
      skeleton({ id: runId(n), parent_run_id: runId(n % 2 === 0 ? n + 1 : n - 1) }),
    );
    expect(assemble(pairs, facts).rows.filter((row) => row.depth === 0).length).toBe(count / 2);
  });

  test('100,000 runs on as many clocks, each called by the one before', () => {
    const count = 100_000;
    const runs = Array.from({ length: count }, (_, n) =>
      skeleton({
        id: runId(n),
        parent_run_id: n === 0 ? null : runId(n - 1),
        service: `service ${n}`,
        start_time: startOf(0),
      }),
    );
    expect(assemble(runs, facts).findings.length).toBe(0);
  });
});

describe('what the vectors leave open', () => {
  const [root, one, two] = [runId(0), runId(1), runId(2)];

  test('a run given twice is one row: the account that was completed last', () => {
    const begun = skeleton({ id: root, last_received: NOW - 60_000 });
    const ended = skeleton({ id: root, last_received: NOW - 50_000, name: 'ended' });
    for (const runs of [
      [begun, ended],
      [ended, begun],
    ]) {
      expect(assemble(runs, facts).rows.map((row) => row.name)).toEqual(['ended']);
    }
  });

  test('nothing gives no rows', () => {
    expect(assemble([], facts)).toEqual({ rows: [], findings: [], root: -1 });
  });

  test('the row of the first root is named', () => {
    const runs = [
      skeleton({ id: root, trace_id: root, start_time: '2026-11-20T10:00:05Z' }),
      skeleton({ id: one, trace_id: root, start_time: '2026-11-20T10:00:00Z' }),
    ];
    expect(assemble(runs, facts).root).toBe(1);
    expect(assemble([skeleton({ id: one, parent_run_id: two })], facts).root).toBe(-1);
  });

  test('the id of an absent parent that only its child’s order names in full', () => {
    const orphan = skeleton({
      id: one,
      parent_run_id: padSpanId(spanIdOf(two)),
      dotted_order: `20261120T100000Z${root}.20261120T100001Z${two}.20261120T100002Z${one}`,
    });
    const { rows } = assemble([skeleton({ id: root }), orphan], facts);
    expect(rows.map(({ id, depth }) => [id, depth])).toEqual([
      [root, 0],
      [two, 1],
      [one, 2],
    ]);
    expect(rows[2]?.findings.map(({ code }) => code)).toEqual(['missing-parent']);
  });

  test('a full parent id that was received only under its span id in zeros', () => {
    const parent = skeleton({
      id: padSpanId(spanIdOf(two)),
      parent_run_id: root,
      dialect: 'otlp',
      span_id: spanIdOf(two),
    });
    const { rows } = assemble([skeleton({ id: root }), parent, skeleton({ id: one, parent_run_id: two })], facts);
    expect(rows.map(({ id, depth }) => [id, depth])).toEqual([
      [root, 0],
      [parent.id, 1],
      [one, 2],
    ]);
  });

  test('a dotted order that comes back to its own run makes no ring of places', () => {
    const order = `20261120T100000Z${one}.20261120T100001Z${two}.20261120T100002Z${one}`;
    const { rows } = assemble([skeleton({ id: one, parent_run_id: two, dotted_order: order })], facts);
    expect(rows.map(({ id, depth }) => [id, depth])).toEqual([
      [two, 0],
      [one, 1],
    ]);
  });

  test('an order that knows the place of an absent run goes before one that only knows its time', () => {
    const head = Array.from({ length: 8 }, (_, n) => `20261120T095900Z${runId(20 + n)}`);
    const cut = skeleton({
      id: one,
      parent_run_id: two,
      dotted_order: [...head, `20261120T095901Z${two}`, `20261120T100002Z${one}`].join('.'),
      tracenest: { v: 1, placement: 'headers', ancestry: 'cut' },
    });
    const whole = skeleton({
      id: runId(3),
      parent_run_id: two,
      dotted_order: `20261120T100000Z${root}.20261120T100001Z${two}.20261120T100003Z${runId(3)}`,
    });
    const { rows } = assemble([cut, whole, skeleton({ id: root })], facts);
    expect(rows.map(({ id, depth }) => [id, depth])).toEqual([
      [root, 0],
      [two, 1],
      [one, 2],
      [runId(3), 2],
    ]);
  });

  test('the smaller order decides too where one absent run is named in full and by span id', () => {
    const padded = padSpanId(spanIdOf(two));
    const below = (n: number, parent: string, above: string): SkeletonRun =>
      skeleton({
        id: runId(n),
        parent_run_id: parent,
        dotted_order: `20261120T100000Z${root}.${above}.20261120T100009Z${runId(n)}`,
      });
    const runs = [
      skeleton({ id: root }),
      skeleton({ id: runId(3), parent_run_id: root }),
      skeleton({ id: runId(4), parent_run_id: root }),
      // Says nothing of the place, and comes first; then two that disagree.
      below(5, padded, `20261120T100000Z${runId(3)}`),
      below(6, two, `20261120T100001Z${runId(3)}.20261120T100005Z${two}`),
      below(7, padded, `20261120T100002Z${runId(4)}.20261120T100005Z${two}`),
    ];
    const { rows } = assemble(runs, facts);
    const place = rows.find((row) => row.id === two);
    expect(rows[place?.parent ?? -1]?.id).toBe(runId(3));
    expect(rows.filter((row) => rows[row.parent] === place).length).toBe(3);
  });

  test('a run told natively and by OTLP answers to both span ids', () => {
    const both = skeleton({ id: one, parent_run_id: root, span_id: '00f067aa0ba902b7' });
    const child = (n: number, parent_span_id: string): SkeletonRun => skeleton({ id: runId(n), parent_span_id });
    const { rows } = assemble(
      [skeleton({ id: root }), both, child(3, '00f067aa0ba902b7'), child(4, spanIdOf(one))],
      facts,
    );
    expect(rows.map((row) => row.depth)).toEqual([0, 1, 2, 2]);
    const spanOnly = { ...both, dialect: 'otlp' as const };
    expect(assemble([skeleton({ id: root }), spanOnly, child(4, spanIdOf(one))], facts).findings).toMatchObject([
      { code: 'missing-parent', run_id: runId(4) },
    ]);
  });

  test('a run of another SDK is not taken to be in the process of its parent', () => {
    const instance = '11111111-0000-4000-9000-000000000000';
    const open = { end_time: null, status: 'pending' as const };
    const process = { instance, sdk: 'tracenest-js 0.1.0' };
    const parent = skeleton({ id: root, ...open, tracenest: { v: 1, placement: 'root', process } });
    const { findings } = assemble([parent, skeleton({ id: one, parent_run_id: root, ...open })], {
      now: NOW,
      processes: { gone: [instance], alive: [] },
    });
    expect(findings).toEqual([
      {
        code: 'unfinished',
        severity: 'warning',
        evidence: { reason: 'process-gone', process: instance },
        run_id: root,
      },
    ]);
  });

  test('findings of the SDK that cannot be read are passed over', () => {
    const sent = [
      null,
      7,
      { severity: 'warning' },
      { code: 'cut', severity: 'loud', evidence: ['x'] },
      { code: 'new-one', severity: 'hint' },
    ];
    const run = skeleton({
      id: root,
      tracenest: { v: 1, placement: 'root', findings: sent } as unknown as SkeletonRun['tracenest'],
    });
    expect(assemble([run], facts).rows[0]?.findings).toEqual([
      { code: 'cut', severity: 'info' },
      { code: 'new-one', severity: 'hint' },
    ]);
  });

  test('of several findings of one code the gravest is shown', () => {
    const sent = [
      { code: 'cut', severity: 'info', evidence: { a: 1 } },
      { code: 'cut', severity: 'error', evidence: { b: 1 } },
    ];
    const run = (findings: typeof sent): SkeletonRun =>
      skeleton({ id: root, tracenest: { v: 1, placement: 'root', findings } as unknown as SkeletonRun['tracenest'] });
    for (const findings of [sent, sent.toReversed()]) {
      expect(assemble([run(findings)], facts).findings).toEqual([{ ...sent[1], run_id: root }]);
    }
  });

  test('one project by name and one by id are not called different', () => {
    const runs = [
      skeleton({ id: root, project: 'alpha' }),
      skeleton({ id: one, parent_run_id: root, project: 'aaaaaaaa-0000-4000-8000-0000000000aa' }),
    ];
    expect(assemble(runs, facts).findings).toEqual([]);
  });

  test('the time of a run that says no start is that of its dotted order', () => {
    const run = skeleton({ id: root, start_time: null, dotted_order: `20261120T100003Z${root}` });
    expect(assemble([run], facts).rows[0]?.start_time).toBe('2026-11-20T10:00:03Z');
  });

  test('an id such as __proto__ among what is known elsewhere is plain data', () => {
    const { findings } = assemble([skeleton({ id: one, parent_run_id: two })], { now: NOW, elsewhere: {} });
    expect(findings[0]).toMatchObject({ code: 'missing-parent', evidence: { parent_id: two, elsewhere: null } });
  });
});
