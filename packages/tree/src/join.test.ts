import { describe, expect, test } from 'vitest';

import { assemble } from './assemble.js';
import { addJoin, joinRuns, tracesToShow, type Join } from './join.js';
import { runId, skeleton } from './runs.fixture.js';

const facts = { now: Date.parse('2026-11-20T12:00:00Z') };
const root = (n: number): ReturnType<typeof skeleton> =>
  skeleton({ id: runId(n), trace_id: runId(n), dotted_order: `20261120T10000${n}000000Z${runId(n)}` });
const child = (n: number, parent: number): ReturnType<typeof skeleton> =>
  skeleton({
    id: runId(n),
    trace_id: runId(parent),
    parent_run_id: runId(parent),
    dotted_order: `20261120T10000${parent}000000Z${runId(parent)}.20261120T10000${n}000000Z${runId(n)}`,
  });
const join = (trace: number, parent: number, parentTrace: number): Join => ({
  run_id: runId(trace),
  trace_id: runId(trace),
  parent_id: runId(parent),
  parent_trace_id: runId(parentTrace),
  by: 'reader',
});

describe('two traces as one', () => {
  const runs = [root(0), child(1, 0), root(2), child(3, 2)];
  const shape = (joins: Join[]): unknown =>
    assemble(joinRuns(runs, joins), facts).rows.map(({ id, depth, findings }) => [
      id,
      depth,
      findings.map(({ code }) => code),
    ]);

  test('the root hangs below the run, with all below it, and without a finding; the runs stay as they were', () => {
    const before = structuredClone(runs);
    expect(shape([join(2, 1, 0)])).toEqual([
      [runId(0), 0, []],
      [runId(1), 1, []],
      [runId(2), 2, []],
      [runId(3), 3, []],
    ]);
    expect(runs).toEqual(before);
  });

  test('taken apart again they are two', () => {
    expect(shape([])).toEqual([
      [runId(0), 0, []],
      [runId(1), 1, []],
      [runId(2), 0, ['two-roots']],
      [runId(3), 1, []],
    ]);
  });

  test('the traces to read are those that hang below, however deep', () => {
    const joins = [join(2, 1, 0), join(4, 3, 2), join(6, 5, 8)];
    expect(tracesToShow(runId(0), joins)).toEqual([runId(0), runId(2), runId(4)]);
  });

  test('a join that would make a ring is refused; another join of a root replaces the first', () => {
    const joins = addJoin([], join(2, 1, 0));
    expect(addJoin(joins!, join(0, 3, 2))).toBe(null);
    expect(addJoin([], join(0, 1, 0))).toBe(null);
    expect(addJoin(joins!, join(2, 9, 8))).toEqual([join(2, 9, 8)]);
  });
});
