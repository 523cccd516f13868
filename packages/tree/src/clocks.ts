/**
 * Clocks that are off (contract §4.6). A clock is corrected only where some child begins before
 * its parent on another clock, and one offset makes all its runs fit under such parents; lateness
 * alone proves nothing, because queues are late. Offsets are for viewing; the data stays.
 *
 * Only pairs of a run and a parent on different clocks are asked: an offset moves both of a pair
 * on one clock, so it can neither mend nor break that one.
 */
import type { Finding, SkeletonRun } from 'tracenest/wire';
import { instantOf, msBetween, roundMs, type Instant } from './instants.js';
import { addFinding, type TreeNode } from './nodes.js';

/** A child may begin this long before its parent: clocks and roundings are not exact. */
export const MAX_EARLY_MS = 2;
/** A child may begin this long after the end of its parent. */
export const MAX_LATE_MS = 1;

/** When a run began and ended, by its own clock. */
export interface Span {
  start: Instant | null;
  end: Instant | null;
}

export interface Clocks {
  spanOf: (node: TreeNode) => Span;
  /** Milliseconds to be added to the node's times. */
  offsetOf: (node: TreeNode) => number;
}

/** A run whose parent runs on another clock: by how much it must and may be shifted. */
interface Pair {
  parentClock: string;
  minMs: number;
  maxMs: number;
}

/** Of nodes that name neither a host nor a service, and have no parent that does. */
const UNNAMED = '';

/** Reads the clocks of a trace from its rows (parents first) and marks those that are off. */
export function readClocks(rows: readonly TreeNode[], root: TreeNode | null): Clocks {
  const spans = rows.map((node) => ({
    start: instantOf(node.run?.start_time ?? node.time),
    end: instantOf(node.run?.end_time ?? null),
  }));
  const spanOf = (node: TreeNode): Span => spans[node.row] ?? { start: null, end: null };
  const clocks = clocksOf(rows);
  const clockOf = (node: TreeNode): string => clocks[node.row] ?? UNNAMED;

  const reference = root ?? rows[0];
  const pairs = pairsByClock(rows, clockOf, spanOf);
  if (reference === undefined || pairs.size === 0) return { spanOf, offsetOf: () => 0 };
  const offsets = findOffsets(pairs, clockOf(reference));
  const offsetOf = (node: TreeNode): number => offsets.get(clockOf(node)) ?? 0;
  markTopmost(rows, clockOf, offsetOf);
  return { spanOf, offsetOf };
}

/** The clock of each row: its host, else its service, else its parent's clock. */
function clocksOf(rows: readonly TreeNode[]): string[] {
  const clocks: string[] = [];
  // What thousands of runs say of their process is one object where they were read together.
  const named = new Map<SkeletonRun['tracenest'], { service: string | null; clock: string | null }>();
  const namedBy = (run: SkeletonRun): string | null => {
    const known = named.get(run.tracenest);
    if (known !== undefined && known.service === run.service) return known.clock;
    const clock = namedClock(run);
    named.set(run.tracenest, { service: run.service, clock });
    return clock;
  };
  for (const node of rows) {
    const own = node.run === null ? null : namedBy(node.run);
    clocks.push(own ?? (node.parent === null ? UNNAMED : (clocks[node.parent.row] ?? UNNAMED)));
  }
  return clocks;
}

function namedClock({ tracenest, service }: SkeletonRun): string | null {
  const host = tracenest?.process?.host;
  if (typeof host === 'string' && host !== '') return `host ${host}`;
  // Our SDK names the process wherever it is not the parent's.
  if (tracenest !== null && (tracenest.process ?? null) === null) return null;
  return service === null || service === '' ? null : `service ${service}`;
}

function pairsByClock(
  rows: readonly TreeNode[],
  clockOf: (node: TreeNode) => string,
  spanOf: (node: TreeNode) => Span,
): Map<string, Pair[]> {
  const pairs = new Map<string, Pair[]>();
  for (const node of rows) {
    const { parent } = node;
    if (node.run === null || parent === null || parent.run === null || clockOf(node) === clockOf(parent)) continue;
    const { start } = spanOf(node);
    const above = spanOf(parent);
    if (start === null || above.start === null) continue;
    const pair = {
      parentClock: clockOf(parent),
      minMs: msBetween(start, above.start),
      maxMs: above.end === null ? Number.POSITIVE_INFINITY : msBetween(start, above.end) + MAX_LATE_MS,
    };
    addTo(pairs, clockOf(node), pair);
  }
  return pairs;
}

/**
 * The offset of each clock, from the reference down: a clock is decided once those of its parents
 * are. Clocks that call each other in turn are decided in the order in which they appear, against
 * the parents that are decided by then.
 */
function findOffsets(pairs: ReadonlyMap<string, Pair[]>, reference: string): Map<string, number> {
  const offsets = new Map([[reference, 0]]);
  const below = new Map<string, string[]>();
  const undecided = new Map<string, number>();
  for (const [clock, own] of pairs) {
    const above = new Set(
      own.map((pair) => pair.parentClock).filter((parent) => pairs.has(parent) && parent !== reference),
    );
    undecided.set(clock, above.size);
    for (const parent of above) addTo(below, parent, clock);
  }
  const inOrder = [...pairs.keys()];
  const ready = inOrder.filter((clock) => undecided.get(clock) === 0);
  for (let next = 0; offsets.size < pairs.size + (pairs.has(reference) ? 0 : 1);) {
    const clock = ready.pop() ?? inOrder[next++];
    if (clock === undefined) break;
    if (offsets.has(clock)) continue;
    offsets.set(
      clock,
      offsetFor(pairs.get(clock) ?? [], (parent) => (pairs.has(parent) ? offsets.get(parent) : 0)),
    );
    for (const child of below.get(clock) ?? []) {
      const left = (undecided.get(child) ?? 0) - 1;
      undecided.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  return offsets;
}

function addTo<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** The smallest offset that fits all pairs, if one of them needs it; else none. */
function offsetFor(pairs: readonly Pair[], offsetOf: (clock: string) => number | undefined): number {
  let minMs = Number.NEGATIVE_INFINITY;
  let maxMs = Number.POSITIVE_INFINITY;
  for (const pair of pairs) {
    const shifted = offsetOf(pair.parentClock);
    if (shifted === undefined) continue;
    minMs = Math.max(minMs, pair.minMs + shifted);
    maxMs = Math.min(maxMs, pair.maxMs + shifted);
  }
  return minMs > MAX_EARLY_MS && minMs <= maxMs ? roundMs(minMs) : 0;
}

/** `clock-skew` on the runs of a shifted clock that have no run of it above them. */
function markTopmost(
  rows: readonly TreeNode[],
  clockOf: (node: TreeNode) => string,
  offsetOf: (node: TreeNode) => number,
): void {
  const path: TreeNode[] = [];
  const above = new Map<string, number>();
  const count = (node: TreeNode, by: number): void => {
    if (node.run !== null) above.set(clockOf(node), (above.get(clockOf(node)) ?? 0) + by);
  };
  for (const node of rows) {
    while (path.length > node.depth) {
      const left = path.pop();
      if (left !== undefined) count(left, -1);
    }
    const offset = offsetOf(node);
    if (node.run !== null && offset !== 0 && (above.get(clockOf(node)) ?? 0) === 0) {
      addFinding(node, 'clock-skew', skewEvidence(clockOf(node), offset));
    }
    count(node, 1);
    path.push(node);
  }
}

function skewEvidence(clock: string, offsetMs: number): NonNullable<Finding['evidence']> {
  const space = clock.indexOf(' ');
  return { service: clock.slice(space + 1), clock: clock.slice(0, space), offset_ms: offsetMs };
}
