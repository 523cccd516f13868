/** Statistics of a project over time: answers of the app API, asked by the page. */
import type { CostSum, TokenCounts } from './api-totals.js';

/** The widths into which a span can be divided. */
export const STATISTICS_STEPS = ['minute', 'hour', 'day'] as const;
export type StatisticsStep = (typeof STATISTICS_STEPS)[number];

/** Of the traces that begin in a span. */
export interface SpanStatistics {
  trace_count: number;
  /** Traces of which nothing is counted yet but that they are there: they count a few seconds after their latest run has arrived. */
  uncounted_count: number;
  run_count: number;
  /** Traces that failed. */
  error_count: number;
  /** Milliseconds from begin to end of the traces that have ended; null where none has. */
  latency_p50_ms: number | null;
  latency_p95_ms: number | null;
  latency_p99_ms: number | null;
  tokens: TokenCounts;
  cost: CostSum;
}

/** One step of a span. */
export interface StatisticsPoint extends SpanStatistics {
  /** Where the step begins: a whole minute, hour or day of UTC. The first one counts from `since` on. */
  time: string;
}

/** `GET /api/app/projects/{name}/statistics?since=&until=&every=hour` */
export interface ProjectStatistics {
  since: string;
  /** Not included. */
  until: string;
  every: StatisticsStep;
  /** Of the whole span. */
  total: SpanStatistics;
  /** All steps, also those in which nothing began, the earliest first. */
  steps: StatisticsPoint[];
}
