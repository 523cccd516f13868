import { describe, expect, test } from 'vitest';
import type { SkeletonRun } from 'tracenest/wire';

import { assemble } from './assemble.js';
import { runId, skeleton } from './runs.fixture.js';

const facts = { now: Date.parse('2026-11-20T12:00:00Z') };

/** A run of a service, by seconds after 10:00. */
function at(n: number, parent: number | null, service: string | null, start: number, end: number): SkeletonRun {
  const time = (seconds: number): string => new Date(Date.parse('2026-11-20T10:00:00Z') + seconds * 1000).toISOString();
  return skeleton({
    id: runId(n),
    trace_id: runId(0),
    parent_run_id: parent === null ? null : runId(parent),
    service,
    start_time: time(start),
    end_time: time(end),
  });
}

/** Per run by number: the offset of its row and its codes. */
function seen(runs: SkeletonRun[]): Record<number, [number, ...string[]]> {
  const { rows } = assemble(runs, facts);
  return Object.fromEntries(
    rows.map((row) => [Number.parseInt(row.id, 16) - 1, [row.offset_ms, ...row.findings.map(({ code }) => code)]]),
  );
}

describe('clocks', () => {
  test('a service that calls back into the one that called it', () => {
    expect(seen([at(0, null, 'shop', 0, 10), at(1, 0, 'stock', -5, -1), at(2, 1, 'shop', 1, 2)])).toEqual({
      0: [0],
      1: [5_000, 'clock-skew'],
      2: [0],
    });
  });

  test('services that call each other in turn, both slow', () => {
    const runs = [
      at(0, null, 'shop', 0, 20),
      at(1, 0, 'stock', -5, 10),
      at(2, 1, 'bank', -4, 9),
      at(3, 2, 'stock', -3, 8),
    ];
    expect(seen(runs)).toEqual({ 0: [0], 1: [5_000, 'clock-skew'], 2: [4_000, 'clock-skew'], 3: [5_000] });
  });

  test('a clock is judged by the corrected clocks of all its parents, whatever row comes first', () => {
    const runs = [
      at(0, null, 'shop', 0, 20),
      // The bank is called by the shop, and by the stock, whose clock is slow and which is further down.
      at(1, 0, 'bank', 1, 2),
      at(2, 0, 'stock', -5, 10),
      at(3, 2, 'bank', 2, 3),
    ];
    expect(seen(runs)).toEqual({ 0: [0], 1: [0], 2: [5_000, 'clock-skew'], 3: [0] });
  });

  test('late work inside the slow service does not hide that it is slow', () => {
    const runs = [at(0, null, 'shop', 0, 10), at(1, 0, 'stock', -5, -4), at(2, 1, 'stock', -3, -2)];
    expect(seen(runs)).toEqual({ 0: [0], 1: [5_000, 'clock-skew'], 2: [5_000, 'late-child'] });
  });

  test('a fast clock is not guessed: lateness alone proves nothing', () => {
    expect(seen([at(0, null, 'shop', 0, 1), at(1, 0, 'stock', 600, 601)])).toEqual({ 0: [0], 1: [0, 'late-child'] });
  });

  test('a second root’s clock is not the reference; its own times are not judged', () => {
    const runs = [at(0, null, 'shop', 0, 10), at(1, 0, 'stock', -5, -4), at(2, null, 'stock', 3, 4)];
    expect(seen(runs)).toEqual({ 0: [0], 1: [5_000, 'clock-skew'], 2: [5_000, 'clock-skew', 'two-roots'] });
  });
});
