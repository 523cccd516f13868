import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SkeletonRun } from 'tracenest/wire';

import { assemble } from './assemble.js';
import { runId, skeleton } from './runs.fixture.js';
import { timingsOf } from './timings.js';

const zero = Date.parse('2026-11-20T10:00:00Z');
const now = Date.parse('2026-11-20T12:00:00Z');
const time = (ms: number): string => new Date(zero + ms).toISOString();

/** A run by number: its parent, begin and end in milliseconds. */
function at(
  n: number,
  parent: number | null,
  from: number,
  to: number | null,
  more: Partial<SkeletonRun> = {},
): SkeletonRun {
  return skeleton({
    id: runId(n),
    parent_run_id: parent === null ? null : runId(parent),
    start_time: time(from),
    end_time: to === null ? null : time(to),
    status: to === null ? 'pending' : 'success',
    ...more,
  });
}

function timed(runs: SkeletonRun[], options = {}): { by: Record<number, unknown>; path: unknown[] } {
  const tree = assemble(runs, { now });
  const { rows, critical } = timingsOf(tree, options);
  const number = (row: number): number => Number.parseInt(tree.rows[row]?.id ?? '', 16) - 1;
  return {
    by: Object.fromEntries(
      rows.map(({ duration_ms, waiting_ms, self_ms, critical_ms }, row) => [
        number(row),
        [duration_ms, waiting_ms, self_ms, critical_ms],
      ]),
    ),
    path: critical.map(({ row, from_ms, to_ms }) => [number(row), from_ms, to_ms]),
  };
}

describe('timings', () => {
  test('children that overlap are waited for once', () => {
    expect(timed([at(0, null, 0, 100), at(1, 0, 10, 50), at(2, 0, 30, 70), at(3, 0, 90, 95)]).by).toEqual({
      0: [100, 65, 35, 55],
      1: [40, 0, 40, 0],
      2: [40, 0, 40, 40],
      3: [5, 0, 5, 5],
    });
  });

  test('the critical path goes through the children that ended last', () => {
    const runs = [at(0, null, 0, 100), at(1, 0, 0, 60), at(2, 0, 5, 90), at(3, 2, 40, 80), at(4, 0, 92, 98)];
    expect(timed(runs).path).toEqual([
      [0, 0, 5],
      [2, 5, 40],
      [3, 40, 80],
      [2, 80, 90],
      [0, 90, 92],
      [4, 92, 98],
      [0, 98, 100],
    ]);
  });

  test('work that goes on after its parent was not waited for', () => {
    expect(timed([at(0, null, 0, 50), at(1, 0, 10, 500)]).path).toEqual([[0, 0, 50]]);
  });

  test('a run that goes on has its time until now, if that is given', () => {
    const runs = [at(0, null, 0, null), at(1, 0, 10, 20)];
    expect(timed(runs).by).toMatchObject({ 0: [null, null, null, 0], 1: [10, 0, 10, 0] });
    expect(timed(runs, { now: zero + 30 }).by).toMatchObject({ 0: [30, 10, 20, 20] });
  });

  test('clocks count as they are corrected', () => {
    const runs = [at(0, null, 0, 10_000, { service: 'shop' }), at(1, 0, -5_000, -1_000, { service: 'stock' })];
    expect(timed(runs).path).toEqual([
      [1, 0, 4_000],
      [0, 4_000, 10_000],
    ]);
  });

  test('nothing has no path', () => {
    expect(timingsOf(assemble([], { now }))).toEqual({ rows: [], critical: [] });
  });

  test('the path of any tree has no gaps and is as long as the root', () => {
    const run = fc.record({
      above: fc.nat(),
      from: fc.integer({ min: 0, max: 100 }),
      length: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 15 }), (items) => {
        const runs = items.map(({ above, from, length }, n) =>
          at(n, n === 0 ? null : above % n, n === 0 ? 0 : from, n === 0 ? 80 : from + length),
        );
        const { path, by } = timed(runs);
        let until = 0;
        for (const [, from, to] of path as number[][]) {
          expect(from).toBe(until);
          until = to ?? 0;
        }
        expect(until).toBe(80);
        for (const [duration = 0, waiting = 0, self = 0, critical = 0] of Object.values(by) as number[][]) {
          expect(waiting + self).toBe(duration);
          expect(critical).toBeLessThanOrEqual(duration);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['deep', (n: number) => n - 1],
    ['wide', () => 0],
  ])('100,000 runs %s', (_, parentOf) => {
    const runs = Array.from({ length: 100_000 }, (__, n) => at(n, n === 0 ? null : parentOf(n), n, 200_000 - n));
    expect(timingsOf(assemble(runs, { now })).rows.length).toBe(100_000);
  });
});
