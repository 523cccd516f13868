/** Questions for things whose place is not known: runs by words or filter, and anything by its id or name. */
import type { RunStatus } from './record.js';

/** `GET /api/app/runs?q=&project=&is_root=&error=&cursor=&limit=50`: runs of one project or all, the newest first. */
export interface RunSearchPage {
  runs: RunHit[];
  /** Null: there are no more. */
  next_cursor: string | null;
  /**
   * The search was ended because it took too long: runs that began before this were not looked at, and
   * `next_cursor` goes on from there. Null: it looked at all that the page needed.
   */
  searched_to: string | null;
  /** How `q` was understood: as words that a run contains, or as a filter; `all`: it was empty. */
  read_as: 'words' | 'filter' | 'all';
}

export interface RunHit {
  id: string;
  trace_id: string;
  project: string;
  name: string;
  run_type: string | null;
  status: RunStatus;
  /** As the run says; of one that does not, when it arrived. */
  start_time: string;
  end_time: string | null;
  is_root: boolean;
  inputs_preview: string | null;
  outputs_preview: string | null;
  error_preview: string | null;
}

/** `GET /api/app/traces/{trace_id}/search?q=` (`?join=none` as for the trace): where a text was recorded. */
export interface TraceSearchAnswer {
  run_ids: string[];
  /** False: there are more than are told. */
  is_complete: boolean;
}

/**
 * `GET /api/app/traces/{trace_id}/contents` (`?join=none` as for the trace): by what its runs can be compared with
 * those of another trace. Three columns; a number is the same where the JSON is, letter by letter; 0: nothing was
 * recorded.
 */
export interface TraceContentsAnswer {
  run_ids: string[];
  inputs: number[];
  outputs: number[];
}

/**
 * `GET /api/app/find?q=` → what an id (whole, its beginning, or a span id), or a part of a name means:
 * at most 20, exact ids first, then the newest.
 */
export interface FoundAnswer {
  found: FoundThing[];
  /** False: the search was ended because it took too long; there may be more. */
  is_complete: boolean;
}

export type FoundThing =
  | { kind: 'project'; name: string }
  | { kind: 'trace'; trace_id: string; name: string; run_type: string | null; project: string }
  /** `trace_id`: null while its trace is not known. */
  | { kind: 'run'; run_id: string; trace_id: string | null; name: string; run_type: string | null; project: string }
  | { kind: 'thread'; thread_id: string; project: string };
