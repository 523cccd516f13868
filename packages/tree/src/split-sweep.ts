/**
 * Which runs were open when a root began: one pass over begins and ends in the order of time, for
 * each group of runs that have something in common.
 */
import { MAX_LATE_MS } from './clocks.js';
import { instantOf } from './instants.js';
import type { SplitCandidate, SplitRoot, SplitRun } from './split-run.js';

export interface Enclosed {
  root: SplitRoot;
  /** The run that began last among those of the only trace in which it can be. */
  parent: SplitCandidate;
  /** Roots of the same name that began and ended inside of the same run. */
  inside: number;
}

interface Found {
  root: SplitRoot;
  parent: SplitCandidate;
  at: number;
  to: number;
}

interface Span {
  from: number;
  /** Infinite: it goes on. */
  to: number;
}

/** Runs that are open beside each other and end before the root does; of more of them nothing is said. */
const MAX_LOOKED_AT = 32;
/** Between the end of a call and what its caller does next, on one machine or between two that are near. */
const TOGETHER_MS = 5;

/** The open runs of one moment, by trace; in each the one that began last is at the end. */
class OpenRuns {
  readonly #byTrace = new Map<string, { run: SplitCandidate; to: number }[]>();
  readonly #open = new Map<string, number>();

  begin(run: SplitCandidate, to: number): void {
    const runs = this.#byTrace.get(run.trace_id) ?? [];
    runs.push({ run, to });
    this.#byTrace.set(run.trace_id, runs);
    this.#open.set(run.trace_id, (this.#open.get(run.trace_id) ?? 0) + 1);
  }

  end({ trace_id }: SplitCandidate): void {
    const left = (this.#open.get(trace_id) ?? 1) - 1;
    if (left > 0) {
      this.#open.set(trace_id, left);
      return;
    }
    this.#open.delete(trace_id);
    this.#byTrace.delete(trace_id);
  }

  /** Traces that are open, but for the given one. */
  othersThan(traceId: string): number {
    return this.#open.size - Number(this.#open.has(traceId));
  }

  /**
   * In each trace but the root's own in which it can be: the run that began last among those open
   * from `at` until `to`. A trace whose root has its name is that of a sibling, or of a request beside it.
   */
  around({ trace_id, name }: SplitRoot, at: number, to: number): SplitCandidate[] {
    const around: SplitCandidate[] = [];
    for (const other of this.#open.keys()) {
      if (other === trace_id) continue;
      const runs = this.#byTrace.get(other) ?? [];
      while ((runs.at(-1)?.to ?? at) < at) runs.pop();
      const run = runs.slice(-MAX_LOOKED_AT).findLast((each) => each.to + MAX_LATE_MS >= to)?.run;
      if (run !== undefined && run.root_name !== name) around.push(run);
    }
    return around;
  }
}

/** When something began or ended in each trace. */
export class Moments {
  readonly #byTrace = new Map<string, number[]>();

  constructor(candidates: readonly SplitCandidate[]) {
    for (const candidate of candidates) {
      const span = spanOf(candidate);
      if (span === null) continue;
      const moments = this.#byTrace.get(candidate.trace_id) ?? [];
      this.#byTrace.set(candidate.trace_id, moments);
      moments.push(span.from);
      if (span.to !== Number.POSITIVE_INFINITY) moments.push(span.to);
    }
    for (const moments of this.#byTrace.values()) moments.sort((a, b) => a - b);
  }

  /**
   * Whether something began or ended in the parent's trace right after the last of them ended: a
   * caller that waits goes on then. Of two programs beside each other that is rarely so.
   */
  goesOnAfter(cluster: readonly Found[]): boolean {
    const moments = this.#byTrace.get(cluster[0]?.parent.trace_id ?? '') ?? [];
    const end = cluster.reduce((most, { to }) => Math.max(most, to), 0);
    return hasBetween(moments, end - MAX_LATE_MS, end + TOGETHER_MS);
  }
}

/** Whether one of the sorted moments is neither before `from` nor after `to`. */
function hasBetween(moments: readonly number[], from: number, to: number): boolean {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return (moments[low] ?? Number.POSITIVE_INFINITY) <= to;
}

/** What was found in one trace, in parts that follow each other closely or overlap. */
function clustersOf(found: readonly Found[]): Found[][] {
  const open = new Map<string, { cluster: Found[]; to: number }>();
  const clusters: Found[][] = [];
  for (const one of found.toSorted((a, b) => a.at - b.at)) {
    const last = open.get(one.parent.trace_id);
    if (last !== undefined && one.at <= last.to + TOGETHER_MS) {
      last.cluster.push(one);
      last.to = Math.max(last.to, one.to);
      continue;
    }
    const cluster = [one];
    clusters.push(cluster);
    open.set(one.parent.trace_id, { cluster, to: one.to });
  }
  return clusters;
}

type Event = { at: number; order: 0 | 1 | 2 } & (
  | { begins: SplitCandidate; to: number }
  | { ends: SplitCandidate }
  | { root: SplitRoot; to: number }
);

export class Sweep {
  readonly #found: Found[] = [];
  readonly #moments: Moments;
  /** Names of roots that also begin where nothing is open. */
  readonly #habitual = new Set<string>();
  /** Roots that have ended, by name. */
  readonly #ended = new Map<string, number>();

  constructor(
    roots: readonly SplitRoot[],
    candidates: readonly SplitCandidate[],
    keyOf: (run: SplitRun) => string | null,
    moments: Moments,
  ) {
    this.#moments = moments;
    const groups = new Map<string, Event[]>();
    const add = (key: string, event: Event): void => {
      const events = groups.get(key);
      if (events === undefined) groups.set(key, [event]);
      else events.push(event);
    };
    for (const candidate of candidates) {
      const key = keyOf(candidate);
      const span = spanOf(candidate);
      if (key === null || span === null) continue;
      add(key, { at: span.from, order: 0, begins: candidate, to: span.to });
      if (span.to !== Number.POSITIVE_INFINITY) add(key, { at: span.to, order: 2, ends: candidate });
    }
    for (const root of roots) {
      const key = keyOf(root);
      const span = spanOf(root);
      if (key !== null && span !== null) add(key, { at: span.from, order: 1, root, to: span.to });
    }
    for (const events of groups.values()) this.#pass(events);
  }

  /**
   * Roots that began and ended inside of a run of one trace and of no other, which went on when they
   * ended; of one name only if most are: of many requests some always fall together.
   */
  enclosed(): Enclosed[] {
    const keyOf = ({ root, parent }: Found): string => `${parent.id} ${root.name ?? ''}`;
    const inside = countBy(this.#found, keyOf);
    const fitting = clustersOf(this.#found)
      .filter((cluster) => this.#moments.goesOnAfter(cluster))
      .flat();
    const found = countBy(fitting, ({ root }) => habitOf(root));
    return fitting
      .filter(({ root }) => (found.get(habitOf(root)) ?? 0) * 2 >= (this.#ended.get(habitOf(root)) ?? 0))
      .map((one) => ({ ...one, inside: inside.get(keyOf(one)) ?? 1 }));
  }

  isHabitual(root: SplitRoot): boolean {
    return this.#habitual.has(habitOf(root));
  }

  #pass(events: Event[]): void {
    const open = new OpenRuns();
    events.sort((a, b) => a.at - b.at || a.order - b.order);
    for (const event of events) {
      if ('begins' in event) open.begin(event.begins, event.to);
      else if ('ends' in event) open.end(event.ends);
      else this.#judge(event.root, event.at, event.to, open);
    }
  }

  #judge(root: SplitRoot, at: number, to: number, open: OpenRuns): void {
    const others = open.othersThan(root.trace_id);
    if (others === 0) this.#habitual.add(habitOf(root));
    if (to !== Number.POSITIVE_INFINITY) count(this.#ended, habitOf(root));
    // One that goes on may outlive what it began in: nothing can be said yet.
    if (others === 0 || others > MAX_LOOKED_AT || to === Number.POSITIVE_INFINITY) return;
    const [parent, ...more] = open.around(root, at, to);
    if (parent !== undefined && more.length === 0) this.#found.push({ root, parent, at, to });
  }
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) count(counts, keyOf(item));
  return counts;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function habitOf({ service, name }: SplitRoot): string {
  return JSON.stringify([service, name]);
}

function spanOf({ start_time, end_time }: SplitRun): Span | null {
  const from = instantOf(start_time);
  if (from === null) return null;
  const to = instantOf(end_time);
  return { from: from.ms + from.restMs, to: to === null ? Number.POSITIVE_INFINITY : to.ms + to.restMs };
}
