/**
 * Where the time of a trace went: how long each run took, how much of that it waited for its
 * children (those that overlap count once), and which runs decided how long the trace took. By
 * clocks as they are corrected for viewing. Linear but for sorting siblings, without recursion.
 */
import { MAX_LATE_MS } from './clocks.js';
import { instantOf, msBetween, roundMs, type Instant } from './instants.js';
import type { TraceTree, TreeRow } from './trace-tree.js';

/** Milliseconds. */
export interface RowTiming {
  /** From begin to end; until now for a run that goes on; null where its begin or end is not known. */
  duration_ms: number | null;
  /** Of that, while at least one child was running. */
  waiting_ms: number | null;
  /** The rest: the run's own work. */
  self_ms: number | null;
  /** How long the trace waited for this run itself: its part of the critical path. */
  critical_ms: number;
}

/** A piece of the critical path: from when to when the trace waited for this row's own work. */
export interface CriticalPiece {
  row: number;
  /** Milliseconds after the begin of the root. */
  from_ms: number;
  to_ms: number;
}

export interface Timings {
  /** By row of the tree. */
  rows: RowTiming[];
  /** From the begin of the root to its end, without gaps. Empty while the root's times are not known. */
  critical: CriticalPiece[];
}

/** From when to when, in milliseconds after the first begin of the trace. */
interface Interval {
  from: number;
  to: number;
}

/** The timings of a tree. `now`: milliseconds since 1970; without it, runs that go on have no duration. */
export function timingsOf({ rows, root }: Pick<TraceTree, 'rows' | 'root'>, { now }: { now?: number } = {}): Timings {
  const intervals = intervalsOf(rows, now);
  const children = childrenByRow(rows, intervals);
  const timings = rows.map((_, row): RowTiming => {
    const own = intervals[row] ?? null;
    if (own === null) return { duration_ms: null, waiting_ms: null, self_ms: null, critical_ms: 0 };
    const duration = own.to - own.from;
    const waiting = coveredMs(own, children[row] ?? [], intervals);
    return {
      duration_ms: roundMs(duration),
      waiting_ms: roundMs(waiting),
      self_ms: roundMs(duration - waiting),
      critical_ms: 0,
    };
  });
  const critical = criticalPath(root, intervals, children);
  for (const { row, from_ms, to_ms } of critical) {
    const timing = timings[row];
    if (timing !== undefined) timing.critical_ms = roundMs(timing.critical_ms + to_ms - from_ms);
  }
  return { rows: timings, critical };
}

function intervalsOf(rows: readonly TreeRow[], now: number | undefined): (Interval | null)[] {
  const starts = rows.map((row) => (row.run === null ? null : instantOf(row.start_time)));
  const zero = starts.find((start) => start !== null) ?? null;
  if (zero === null) return rows.map(() => null);
  const until: Instant | null = now === undefined ? null : { ms: now, restMs: 0 };
  return rows.map((row, index) => {
    const start = starts[index] ?? null;
    const ended = instantOf(row.end_time);
    const end = ended ?? (row.status === 'pending' ? until : null);
    if (start === null || end === null) return null;
    const from = msBetween(zero, start) + row.offset_ms;
    // Now is told by the reader's clock: it is not shifted.
    const to = msBetween(zero, end) + (ended === null ? 0 : row.offset_ms);
    return { from, to: Math.max(from, to) };
  });
}

/** The children of each row that have an interval, in the order of their begins. */
function childrenByRow(rows: readonly TreeRow[], intervals: readonly (Interval | null)[]): (number[] | undefined)[] {
  const children: (number[] | undefined)[] = Array.from({ length: rows.length });
  rows.forEach(({ parent }, row) => {
    if (parent === -1 || intervals[row] === null) return;
    const list = children[parent];
    if (list === undefined) children[parent] = [row];
    else list.push(row);
  });
  const begin = (row: number): number => intervals[row]?.from ?? 0;
  for (const list of children) list?.sort((a, b) => begin(a) - begin(b) || a - b);
  return children;
}

/** How much of an interval its children cover, overlaps counted once. */
function coveredMs(own: Interval, children: readonly number[], intervals: readonly (Interval | null)[]): number {
  let covered = 0;
  let until = own.from;
  for (const child of children) {
    const interval = intervals[child];
    if (!interval) continue;
    const from = Math.max(until, interval.from);
    const to = Math.min(own.to, interval.to);
    if (to <= from) continue;
    covered += to - from;
    until = to;
  }
  return covered;
}

/**
 * From the end of the root backwards: a run waited for the child that ended last before the moment
 * looked at; before that child began, for the one that ended last then; and between them it worked
 * itself. A child that goes on after its parent's end was not waited for.
 */
function criticalPath(
  root: number,
  intervals: readonly (Interval | null)[],
  children: readonly (number[] | undefined)[],
): CriticalPiece[] {
  const whole = intervals[root];
  if (!whole) return [];
  const pieces: CriticalPiece[] = [];
  const piece = (row: number, from: number, to: number): void => {
    if (to > from) pieces.push({ row, from_ms: roundMs(from - whole.from), to_ms: roundMs(to - whole.from) });
  };
  const waiting: Walk[] = [walkOf(root, whole, whole.to, children, intervals)];
  for (let walk = waiting.at(-1); walk !== undefined; walk = waiting.at(-1)) {
    const child = nextChild(walk, intervals);
    if (child === null) {
      piece(walk.row, walk.from, walk.at);
      waiting.pop();
      continue;
    }
    const to = Math.min(walk.at, child.to);
    piece(walk.row, to, walk.at);
    walk.at = Math.max(walk.from, child.from);
    waiting.push(walkOf(child.row, { from: walk.at, to }, to, children, intervals));
  }
  return pieces.toReversed();
}

interface Walk {
  row: number;
  from: number;
  /** Everything after this moment is told already. */
  at: number;
  /** Children that are still to be looked at, those that ended last at the end. */
  byEnd: number[];
}

function walkOf(
  row: number,
  { from, to }: Interval,
  at: number,
  children: readonly (number[] | undefined)[],
  intervals: readonly (Interval | null)[],
): Walk {
  const end = (child: number): number => intervals[child]?.to ?? 0;
  const limit = Math.max(to, intervals[row]?.to ?? to) + MAX_LATE_MS;
  const byEnd = (children[row] ?? [])
    .filter((child) => end(child) <= limit)
    .toSorted((a, b) => end(a) - end(b) || b - a);
  return { row, from, at, byEnd };
}

function nextChild(walk: Walk, intervals: readonly (Interval | null)[]): (Interval & { row: number }) | null {
  for (let row = walk.byEnd.pop(); row !== undefined; row = walk.byEnd.pop()) {
    const interval = intervals[row];
    // Began later: it ran beside one that is told already.
    if (!interval || interval.from >= walk.at || interval.to <= walk.from) continue;
    if (interval.to > walk.at + MAX_LATE_MS) continue;
    return { row, from: interval.from, to: interval.to };
  }
  return null;
}
