/** Findings, split traces and joins, as the app API answers them. Times are ISO 8601 in UTC. */
import type { Finding, Severity } from './record.js';

/** A finding with its sentence filled in. */
export interface ExplainedFinding extends Finding {
  run_id: string | null;
  sentence: string;
  remedy: string;
  /** Lines to copy, in the language of the traced program. Absent: the remedy needs none. */
  code_to_copy?: string;
}

/**
 * Two traces that seem to be one: `run_id`, the root of `trace_id`, belongs below `parent_id`. Told
 * on both traces. `warning`: an id says so, and they are shown as one unless the reader took them
 * apart; `hint`: a suspicion.
 */
export interface SplitAnswer {
  run_id: string;
  run_name: string;
  trace_id: string;
  parent_id: string;
  parent_name: string;
  parent_trace_id: string;
  severity: Extract<Severity, 'hint' | 'warning'>;
  cause: 'headers' | 'asyncio' | 'threads' | 'config' | 'unknown';
  /** What speaks for it, each a part of a sentence; `sentence` has them all. */
  evidence: string[];
  sentence: string;
  remedy: string;
  code_to_copy?: string;
  /** Whether the two are shown as one now. */
  is_joined: boolean;
}

/** Body of `POST /api/app/joins` but for `by`; `DELETE /api/app/joins/{run_id}` takes one apart. */
export interface JoinAnswer {
  /** The root that is hung, and its trace. */
  run_id: string;
  trace_id: string;
  /** Below which run of which trace. */
  parent_id: string;
  parent_trace_id: string;
  /** `evidence`: an id said so; `reader`: somebody asked for it. */
  by: 'evidence' | 'reader';
}

/** A name and how many findings are about it. */
export interface NameCount {
  name: string;
  count: number;
}

/** One kind of finding in a project. */
export interface CodeFindings {
  code: string;
  severity: Severity;
  /** Findings, and traces that have any. */
  count: number;
  trace_count: number;
  /** Findings in each bucket of time, the oldest first; by the begin of the run concerned. */
  trend: number[];
  /** Names of the runs concerned, and services, the most frequent first; at most 10. */
  functions: NameCount[];
  services: NameCount[];
  /** At most 5, the newest first. */
  examples: FindingExample[];
  /** The sentence and remedy of the newest. */
  sentence: string;
  remedy: string;
  code_to_copy?: string;
}

export interface FindingExample {
  trace_id: string;
  run_id: string;
  run_name: string;
  time: string;
}

/**
 * `GET /api/app/projects/{name}/findings?since=&until=`: by ISO 8601 times, the last seven days
 * unless said. The gravest and then the most frequent codes first.
 */
export interface ProjectFindings {
  since: string;
  until: string;
  /** Length of one bucket of `trend`, in milliseconds. */
  bucket_ms: number;
  codes: CodeFindings[];
}

/**
 * `GET /api/app/projects/{name}/findings/{code}/traces?since=&until=&cursor=&limit=50`: traces with
 * findings of a code, those with the newest first.
 */
export interface FindingTraces {
  traces: {
    trace_id: string;
    /** Of the trace's first root. */
    name: string;
    /** Findings of this code in it. */
    count: number;
    /** The newest of them. */
    example: FindingExample;
  }[];
  next_cursor: string | null;
}
