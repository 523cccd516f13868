/**
 * Two traces shown as one: the root of one is hung below a run of the other, for viewing only. What
 * was sent stays as it is; to take them apart again, leave out the join. By the reader's choice, or
 * by itself where a split is certain.
 */
import type { SkeletonRun } from 'tracenest/wire';
import type { Split } from './split-trace.js';

export interface Join {
  /** The root that is hung, and its trace. */
  run_id: string;
  trace_id: string;
  /** Below which run of which trace. */
  parent_id: string;
  parent_trace_id: string;
  by: 'evidence' | 'reader';
}

/** The join that a split suggests. */
export function joinOf({ root, parent, is_certain }: Split): Join {
  return {
    run_id: root.id,
    trace_id: root.trace_id,
    parent_id: parent.id,
    parent_trace_id: parent.trace_id,
    by: is_certain ? 'evidence' : 'reader',
  };
}

/**
 * The joins with one more. A root hangs in one place: another join of it is replaced. Null if the
 * two are one trace, or already hang together so that this would make a ring.
 */
export function addJoin(joins: readonly Join[], join: Join): Join[] | null {
  const others = joins.filter(({ run_id }) => run_id !== join.run_id);
  const isBelow = new Set([join.trace_id, ...tracesBelow(join.trace_id, others)]);
  return isBelow.has(join.parent_trace_id) ? null : [...others, join];
}

/** The traces to read in order to show one with all that hangs below it: itself first. */
export function tracesToShow(traceId: string, joins: readonly Join[]): string[] {
  return [traceId, ...tracesBelow(traceId, joins)];
}

/**
 * The runs of several traces as those of one, to be put into a tree: roots that are joined name
 * their parent. The runs given are not changed.
 */
export function joinRuns(runs: readonly SkeletonRun[], joins: readonly Join[]): SkeletonRun[] {
  const parents = new Map(joins.map(({ run_id, parent_id }) => [run_id, parent_id]));
  return runs.map((run) => {
    const parent = parents.get(run.id);
    // The order of a root says "no parent": it would contradict.
    return parent === undefined ? run : { ...run, parent_run_id: parent, parent_span_id: null, dotted_order: null };
  });
}

function tracesBelow(traceId: string, joins: readonly Join[]): string[] {
  const below = new Map<string, string[]>();
  for (const { trace_id, parent_trace_id } of joins) {
    const list = below.get(parent_trace_id);
    if (list === undefined) below.set(parent_trace_id, [trace_id]);
    else list.push(trace_id);
  }
  const found = new Set<string>();
  const waiting = [traceId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const child of below.get(id) ?? []) {
      if (child === traceId || found.has(child)) continue;
      found.add(child);
      waiting.push(child);
    }
  }
  return [...found];
}
