import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainReport, usageReportOf } from 'tracenest/wire';
import type { Json, SkeletonRun, UsageReport } from 'tracenest/wire';

import { assemble } from './assemble.js';
import { priceFinder } from './prices.js';
import { runId, skeleton } from './runs.fixture.js';
import { totalsOf, type Totals } from './totals.js';

const facts = { now: Date.parse('2026-11-20T12:00:00Z') };
const findPrice = priceFinder({
  version: 1,
  lists: [
    {
      providers: ['maker'],
      source: 'https://example.test',
      read: '2026-11-01',
      models: [
        { names: ['small'], input: '1', cache_read: '0.1', output: '2' },
        { names: ['large'], input: '10', output: '20' },
      ],
    },
  ],
});

interface Said {
  n: number;
  parent?: number;
  usage?: Record<string, Json>;
  model?: string;
  call?: string;
}

/** Totals of runs that say this, by number. */
function totalsBy(said: readonly Said[]): { by: Record<number, Totals['rows'][number]>; trace: Totals['trace'] } {
  const reports = new Map<string, UsageReport | null>();
  const runs = said.map(({ n, parent, usage, model, call }) => {
    const outputs: Json = { ...(usage && { usage_metadata: usage }), ...(call !== undefined && { id: call }) };
    reports.set(
      runId(n),
      usageReportOf({ outputs, extra: { metadata: model === undefined ? {} : { ls_model_name: model } } }),
    );
    const start_time = `2026-11-20T10:00:00.${String(n).padStart(3, '0')}Z`;
    return skeleton({ id: runId(n), parent_run_id: parent === undefined ? null : runId(parent), start_time });
  });
  const tree = assemble(runs, facts);
  const { rows, trace } = totalsOf(tree, { reportOf: (run) => reports.get(run.id) ?? null, findPrice });
  return {
    by: Object.fromEntries(rows.map((row, i) => [Number.parseInt(tree.rows[i]?.id ?? '', 16) - 1, row])),
    trace,
  };
}

const io = (input_tokens: number, output_tokens: number, more: Record<string, Json> = {}): Record<string, Json> => ({
  input_tokens,
  output_tokens,
  ...more,
});

describe('nothing is counted twice', () => {
  test('a wrapper that repeats what the calls inside it report adds nothing', () => {
    const { by, trace } = totalsBy([
      { n: 0, usage: io(30, 12), model: 'large' },
      { n: 1, parent: 0, usage: io(10, 4), model: 'small' },
      { n: 2, parent: 0, usage: io(20, 8), model: 'small' },
    ]);
    expect(by[0]).toMatchObject({ own: { tokens: { total: 42 } }, counted: { total: 0 }, sum: { total: 42 } });
    expect(trace).toMatchObject({ sum: { prompt: 30, completion: 12 }, cost: { total: 54_000 }, unpriced: 0 });
  });

  test('two instrumentations of one call, one inside the other or side by side', () => {
    const inside = totalsBy([{ n: 0 }, { n: 1, parent: 0, usage: io(10, 4) }, { n: 2, parent: 1, usage: io(10, 4) }]);
    expect(inside.trace.sum.total).toBe(14);
    const beside = totalsBy([
      { n: 0 },
      { n: 1, parent: 0, usage: io(10, 4), call: 'chatcmpl-1' },
      { n: 2, parent: 0, usage: io(10, 4), call: 'chatcmpl-1', model: 'small' },
      { n: 3, parent: 0, usage: io(10, 4), call: 'chatcmpl-2', model: 'small' },
    ]);
    expect(beside.trace).toMatchObject({ sum: { total: 28 }, cost: { total: 36_000 }, unpriced: 0 });
    expect(beside.by[1]).toMatchObject({ priced: 'repeated', counted: { total: 0 } });
  });

  test('each attempt of a retry counts; the wrapper that reports the last one adds nothing', () => {
    const { trace } = totalsBy([
      { n: 0, usage: io(10, 4), model: 'small' },
      { n: 1, parent: 0, usage: io(10, 0), model: 'small' },
      { n: 2, parent: 0, usage: io(10, 4), model: 'small' },
    ]);
    expect(trace).toMatchObject({ sum: { prompt: 20, completion: 4 }, cost: { total: 28_000 } });
  });

  test('of a stream that was cut, what only the caller saw counts', () => {
    const { by, trace } = totalsBy([
      { n: 0, usage: io(10, 9), model: 'small' },
      { n: 1, parent: 0, usage: io(10, 4), model: 'small' },
    ]);
    expect(by[0]).toMatchObject({ counted: { prompt: 0, completion: 5 }, cost: { counted: { total: 10_000 } } });
    expect(trace.sum.total).toBe(19);
  });

  test('an inner report without a model is priced by the outer one that has it', () => {
    const { by, trace } = totalsBy([
      { n: 0, usage: io(10, 4), model: 'small' },
      { n: 1, parent: 0, usage: io(10, 4) },
    ]);
    expect(trace).toMatchObject({ sum: { total: 14 }, cost: { total: 18_000 }, unpriced: 0 });
    expect(by[1]).toMatchObject({ priced: 'no-model', unpriced: 14 });
  });

  test('an unknown model has no cost, and that is said', () => {
    const { by, trace } = totalsBy([{ n: 0 }, { n: 1, parent: 0, usage: io(10, 4), model: 'secret' }]);
    expect(by[1]).toMatchObject({ priced: 'unknown-model', cost: { sum: { total: 0 } } });
    expect(trace).toMatchObject({ cost: { total: 0 }, unpriced: 14 });
  });

  test('kinds of tokens stay apart', () => {
    const usage = io(100, 50, {
      input_token_details: { cache_read: 60, audio: 3 },
      output_token_details: { reasoning: 20 },
    });
    const { by } = totalsBy([
      { n: 0, usage },
      { n: 1, parent: 0, usage },
      { n: 2, parent: 0, usage: io(1, 1) },
    ]);
    expect(by[0]?.sum).toMatchObject({ prompt: 101, completion: 51, cache_read: 60, audio_in: 3, reasoning: 20 });
  });
});

describe('stated costs', () => {
  test('win over computed ones', () => {
    const { by } = totalsBy([{ n: 0, usage: io(1_000, 1_000, { total_cost: 0.5 }), model: 'small' }]);
    expect(by[0]).toMatchObject({ priced: 'stated', cost: { sum: { total: 500_000_000 } }, unpriced: 0 });
  });

  test('of a wrapper that reports all below it speak of the calls inside it too', () => {
    const { by, trace } = totalsBy([
      { n: 0, usage: io(10, 4, { total_cost: 0.000_001 }) },
      { n: 1, parent: 0, usage: io(10, 4), model: 'small' },
    ]);
    expect(by[1]).toMatchObject({ priced: 'covered', cost: { counted: { total: 0 } }, unpriced: 0 });
    expect(trace).toMatchObject({ cost: { total: 1_000 }, unpriced: 0 });
  });

  test('of a wrapper are not added to those of the calls inside it', () => {
    const { trace } = totalsBy([
      { n: 0, usage: io(20, 8, { total_cost: 0.3 }) },
      { n: 1, parent: 0, usage: io(10, 4, { total_cost: 0.1 }) },
      { n: 2, parent: 0, usage: io(10, 4, { total_cost: 0.2 }) },
    ]);
    expect(trace.cost.total).toBe(300_000_000);
  });
});

describe('any tree', () => {
  const count = fc.integer({ min: 0, max: 9 });
  const usage = fc.option(
    fc
      .record({ input: count, output: count, cached: count, cost: fc.option(count) })
      .map(({ input, output, cached, cost }) =>
        io(input, output, {
          input_token_details: { cache_read: Math.min(cached, input) },
          ...(cost !== null && { total_cost: cost / 1_000_000 }),
        }),
      ),
  );
  const said = fc
    .array(fc.record({ above: fc.nat(), usage, model: fc.constantFrom('small', 'large', 'secret', undefined) }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((items) =>
      items.map(({ above, usage: reported, model }, n): Said => ({
        n,
        ...(n > 0 && { parent: above % n }),
        ...(reported !== null && { usage: reported }),
        ...(model !== undefined && { model }),
      })),
    );

  /** The definition, word for word, without any care for speed. */
  function plainly(all: readonly Said[], n: number, key: string): number {
    const below = all
      .filter(({ parent }) => parent === n)
      .reduce((sum, { n: child }) => sum + plainly(all, child, key), 0);
    const own = all.find((one) => one.n === n)?.usage;
    const details = own?.['input_token_details'] as Record<string, number> | undefined;
    return Math.max(below, Number(own?.[key] ?? details?.[key] ?? 0));
  }

  test('sums are those of the plain definition', () => {
    fc.assert(
      fc.property(said, (all) => {
        const { by } = totalsBy(all);
        for (const { n } of all) {
          expect(by[n]?.sum.prompt).toBe(plainly(all, n, 'input_tokens'));
          expect(by[n]?.sum.completion).toBe(plainly(all, n, 'output_tokens'));
          expect(by[n]?.sum.cache_read).toBe(plainly(all, n, 'cache_read'));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('what the rows count adds up to every sum, in tokens and in money', () => {
    fc.assert(
      fc.property(said, (all) => {
        const { by, trace } = totalsBy(all);
        for (const { n } of all) {
          const below = all.filter(({ parent }) => parent === n).map((child) => by[child.n]);
          const row = by[n];
          for (const kind of ['prompt', 'completion', 'total', 'cache_read'] as const) {
            expect(row?.sum[kind]).toBe(
              below.reduce((sum, one) => sum + (one?.sum[kind] ?? 0), row?.counted[kind] ?? 0),
            );
            expect(row?.counted[kind]).toBeGreaterThanOrEqual(0);
          }
          const cost = below.reduce((sum, one) => sum + (one?.cost.sum.total ?? 0), row?.cost.counted.total ?? 0);
          expect(row?.cost.sum.total).toBe(cost);
          expect(row?.cost.counted.total).toBeGreaterThanOrEqual(0);
          expect(row?.unpriced).toBeGreaterThanOrEqual(0);
          expect(row?.unpriced).toBeLessThanOrEqual(row?.sum.total ?? 0);
        }
        expect(trace.cost.total).toBe(by[0]?.cost.sum.total);
      }),
      { numRuns: 400 },
    );
  });

  test('a run that repeats the sum of all below it changes neither tokens nor cost', () => {
    fc.assert(
      fc.property(said, (all) => {
        const { trace } = totalsBy(all);
        const moved = all.map((one) => ({ ...one, n: one.n + 1, parent: (one.parent ?? -1) + 1 }));
        const wrapped = totalsBy([
          { n: 0, usage: io(trace.sum.prompt, trace.sum.completion), model: 'secret' },
          ...moved,
        ]);
        expect(wrapped.trace).toEqual(trace);
      }),
      { numRuns: 300 },
    );
  });
});

describe('large traces', () => {
  test.each([
    ['deep', (n: number) => n - 1],
    ['wide', () => 0],
  ])('100,000 runs %s, each with usage', (_, parentOf) => {
    const count = 100_000;
    const runs = Array.from({ length: count }, (__, n): SkeletonRun =>
      skeleton({
        id: runId(n),
        parent_run_id: n === 0 ? null : runId(parentOf(n)),
        usage: n === 0 ? null : { prompt: 2, completion: 1, total: 3 },
      }),
    );
    const tree = assemble(runs, facts);
    const { trace } = totalsOf(tree);
    expect(trace.sum.total).toBe(parentOf(5) === 0 ? 3 * (count - 1) : 3);
    expect(totalsOf(tree, { reportOf: () => plainReport({ prompt: 1, completion: 0, total: 1 }) }).rows.length).toBe(
      count,
    );
  });
});
