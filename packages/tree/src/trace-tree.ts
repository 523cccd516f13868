/**
 * What goes into the tree and what comes out of it: the types that the server, the page and the
 * command line share. How it is put together is in assemble.ts.
 */
import type { Finding, ProcessEnd, RunLink, RunStatus, SkeletonRun } from 'tracenest/wire';

/** Where an id that this trace names, but does not have, is known to be. */
export type Elsewhere = 'other-trace' | 'other-project' | 'deleted' | 'expired';

/** How a process ended, where that is known. */
export interface ProcessEnding {
  /** As it said itself; `killed`: it fell silent without a word. */
  how: ProcessEnd['reason'] | 'killed';
  /** Its exit code; null: not said. */
  code: number | null;
  /** When it was last heard of. */
  at: number;
}

/** What the caller knows beyond the runs. Times are milliseconds since 1970. */
export interface TraceFacts {
  now: number;
  /** How long a parent may be outstanding before it counts as missing. Default 10,000. */
  graceMs?: number;
  /** Latest arrival of anything for the trace, heartbeats included. Default: that of the runs. */
  lastArrival?: number;
  /** Instance ids of processes that are known to have ended, or to be running. */
  processes?: {
    gone: readonly string[];
    alive: readonly string[];
    /** By instance id, of those that are gone. */
    ended?: Readonly<Record<string, ProcessEnding>>;
  };
  /** By id in normal form. */
  elsewhere?: Readonly<Record<string, Elsewhere>>;
  /** Links that runs of other traces have to runs of this one, by the id they lead to. */
  linkedFrom?: Readonly<Record<string, readonly RunLink[]>>;
}

/** One end of a link between runs, and its row if it is in this trace; else -1. */
export interface RowLink extends RunLink {
  row: number;
}

/** One row: a run, or the place of one that was named but not received. */
export interface TreeRow {
  id: string;
  /** Index of the parent's row in `rows`; -1 at the top level. */
  parent: number;
  /** Levels above; 0 at the top. */
  depth: number;
  /** `pending`: it may still arrive; `missing`: it is not expected any more; null: a run. */
  placeholder: null | 'pending' | 'missing';
  name: string;
  run_type: string | null;
  status: RunStatus | null;
  /** Where the run says no start: the time in its dotted order. ISO 8601 in UTC. */
  start_time: string | null;
  end_time: string | null;
  /** To be added to the row's times for viewing, in milliseconds: its clock is off. Data stays as it was sent. */
  offset_ms: number;
  run: SkeletonRun | null;
  /** Of merging, of the tree and of the SDK: each code once, sorted by code. */
  findings: Finding[];
  /** Runs to which this one links, and runs that link to it. */
  links: readonly RowLink[];
  linked_from: readonly RowLink[];
}

/** A finding and the run that it is about. */
export type TreeFinding = Finding & { run_id: string | null };

export interface TraceTree {
  /** Depth first, siblings in the order of their starts. */
  rows: TreeRow[];
  /** Those of all rows, in the order of the rows. */
  findings: TreeFinding[];
  /** Index of the first root's row; -1 while no run without a parent has been received. */
  root: number;
}
