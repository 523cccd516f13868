/**
 * Which runs were open when a root began: one pass over begins and ends in the order of time, for
 * each group of runs that have something in common.
 */
import { MAX_LATE_MS } from './clocks.js';
import { instantOf } from './instants.js';
import type { SplitCandidate, SplitRoot, SplitRun } from './split-run.js';

export interface Enclosed {
  root: SplitRoot;
  /** The run that began last among those of the only other trace that was open. */
  parent: SplitCandidate;
  /** Roots of the same name that began and ended inside of the same run. */
  inside: number;
}

interface Span {
  from: number;
  /** Infinite: it goes on. */
  to: number;
}

/** Runs that are open beside each other and end before the root does; of more of them nothing is said. */
const MAX_LOOKED_AT = 32;

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

  /** The run of the only other trace that began last among those open from `at` until `to`. */
  innermost(traceId: string, at: number, to: number): SplitCandidate | null {
    for (const other of this.#open.keys()) {
      if (other === traceId) continue;
      const runs = this.#byTrace.get(other) ?? [];
      while ((runs.at(-1)?.to ?? at) < at) runs.pop();
      return runs.slice(-MAX_LOOKED_AT).findLast((run) => run.to + MAX_LATE_MS >= to)?.run ?? null;
    }
    return null;
  }
}

type Event = { at: number; order: 0 | 1 | 2 } & (
  | { begins: SplitCandidate; to: number }
  | { ends: SplitCandidate }
  | { root: SplitRoot; to: number }
);

export class Sweep {
  readonly #found: { root: SplitRoot; parent: SplitCandidate }[] = [];
  /** Names of roots that also begin where nothing is open. */
  readonly #habitual = new Set<string>();

  constructor(
    roots: readonly SplitRoot[],
    candidates: readonly SplitCandidate[],
    keyOf: (run: SplitRun) => string | null,
  ) {
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

  /** Roots that began and ended inside of a run, where only one trace was open. */
  enclosed(): Enclosed[] {
    const inside = new Map<string, number>();
    const keyOf = ({ root, parent }: { root: SplitRoot; parent: SplitCandidate }): string =>
      `${parent.id} ${root.name ?? ''}`;
    for (const one of this.#found) inside.set(keyOf(one), (inside.get(keyOf(one)) ?? 0) + 1);
    return this.#found.map((one) => ({ ...one, inside: inside.get(keyOf(one)) ?? 1 }));
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
    // One that goes on may outlive what it began in: nothing can be said yet.
    if (others !== 1 || to === Number.POSITIVE_INFINITY) return;
    const parent = open.innermost(root.trace_id, at, to);
    if (parent !== null) this.#found.push({ root, parent });
  }
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
