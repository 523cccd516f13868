/** Conversations: the traces of a project whose roots name one thread. */
import type { TraceSummary } from './api.js';
import type { CostSum, TokenCounts } from './api-totals.js';

/** Descending, but for ties. */
export const THREAD_SORTS = ['active', 'turns', 'errors', 'tokens', 'cost', 'latency'] as const;
export type ThreadSort = (typeof THREAD_SORTS)[number];

export interface ThreadSummary {
  thread_id: string;
  /** Traces of the thread. */
  turn_count: number;
  /** Turns whose root failed. */
  error_count: number;
  first_start_time: string;
  /** The latest begin or end of a turn. */
  last_active_time: string;
  /** What the first turn was given: the beginning of its input. */
  first_input: string | null;
  /** Median over the turns that have ended. Milliseconds; null: none has. */
  latency_p50_ms: number | null;
  /** Of the turns that are counted; a turn is a few seconds after its latest run has arrived. */
  tokens: TokenCounts;
  cost: CostSum;
}

/** `GET /api/app/projects/{name}/threads?sort=active&cursor=&limit=50` */
export interface ThreadPage {
  threads: ThreadSummary[];
  next_cursor: string | null;
}

/** `GET /api/app/projects/{name}/threads/{thread_id}?cursor=&limit=50`: its turns, the first one first. */
export interface ThreadAnswer {
  thread: ThreadSummary;
  turns: TraceSummary[];
  next_cursor: string | null;
}

/** `GET /api/app/traces/{trace_id}/turn` → where in a conversation the trace is, or `{"turn": null}`. */
export interface TurnAnswer {
  turn: Turn | null;
}

export interface Turn {
  thread_id: string;
  project: string;
  /** Counted from 1. */
  number: number;
  count: number;
  /** Traces; null at the beginning and at the end. */
  previous: string | null;
  next: string | null;
}
