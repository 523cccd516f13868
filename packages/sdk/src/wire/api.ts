/**
 * Questions and answers of the app API (`/api/app/…`), asked by the page and the command line.
 * Times are ISO 8601 in UTC unless a name says otherwise.
 */
import type { ExplainedFinding, JoinAnswer, SplitAnswer } from './api-findings.js';
import type { CostSum, RowTotalsAnswer, TokenCounts } from './api-totals.js';
import type {
  Ancestry,
  Finding,
  Json,
  Placement,
  ProcessRecord,
  RemoteIds,
  RunEvent,
  RunLink,
  RunStatus,
  Tokens,
} from './record.js';

/** `GET /api/app/status` */
export interface AppStatus {
  version: string;
  /** The data directory, or the URL of the store. */
  store: string;
  /** Origin to put into LANGSMITH_ENDPOINT. */
  endpoint: string;
  has_runs: boolean;
  /** Whether requests must carry the key that the server was started with. */
  needs_key: boolean;
}

/** `GET /api/app/projects` → `{ projects }`, the most recently active first. */
export interface ProjectSummary {
  id: string;
  name: string;
  trace_count: number;
  run_count: number;
  /** Traces whose root failed. */
  error_count: number;
  /** Of all traces. A trace counts a few seconds after its latest run has arrived. */
  tokens: TokenCounts;
  cost: CostSum;
  /** Findings that are hints, warnings or errors; of these the warnings and errors. */
  finding_count: number;
  warning_count: number;
  last_start_time: string | null;
}

/** `unfinished`: it has no end, and nothing more is to be expected of it. */
export type TraceStatus = RunStatus | 'unfinished';

/** `GET /api/app/projects/{name}/traces?cursor=&limit=50` → `{ traces, next_cursor }`, newest first. */
export interface TraceSummary {
  trace_id: string;
  project: string;
  /** Null while the root has not been received; `name` is then that of the earliest run. */
  root_run_id: string | null;
  name: string;
  run_type: string | null;
  status: TraceStatus;
  start_time: string | null;
  end_time: string | null;
  run_count: number;
  /** Runs of the trace that failed, the root included. */
  error_count: number;
  tokens: TokenCounts;
  /** Null until it is counted, a few seconds after the first run has arrived. */
  cost: CostSum | null;
  /** Findings that are hints, warnings or errors; of these the warnings and errors. As `cost`. */
  finding_count: number | null;
  warning_count: number | null;
  inputs_preview: string | null;
  outputs_preview: string | null;
  error_preview: string | null;
}

export interface TracePage {
  traces: TraceSummary[];
  next_cursor: string | null;
}

/** One row of an assembled trace as the page gets it: depth first, no payloads. */
export interface TraceRowAnswer {
  id: string;
  /** Index of the parent's row in `rows`; -1 at the top level. */
  parent: number;
  depth: number;
  placeholder: null | 'pending' | 'missing';
  name: string;
  run_type: string | null;
  status: RunStatus | null;
  start_time: string | null;
  end_time: string | null;
  /** Added to this row's times for viewing: the clock of its service is off. Milliseconds. */
  offset_ms: number;
  service: string | null;
  placement: Placement | null;
  tokens: Tokens | null;
  first_token_time: string | null;
  findings: string[];
  /** Absent where neither the row nor anything below it reports tokens or a cost. */
  totals?: RowTotalsAnswer;
  /**
   * Milliseconds, by clocks as they are corrected for viewing. The run's own work: its duration but
   * for `waiting_ms`; absent while its begin or its end is not known.
   */
  self_ms?: number;
  /** While at least one child was running. Absent: never. */
  waiting_ms?: number;
  /** How long the trace waited for this run itself: it is on the critical path. Absent: it is not. */
  critical_ms?: number;
  /** Runs to which it links, and runs that link to it. Absent: none. */
  links?: LinkAnswer[];
  linked_from?: LinkAnswer[];
  /** Of the row of a joined trace: the trace that it was sent in. */
  joined_from?: string;
  /** Rows below this one that the answer leaves out (`left_out`). Absent: none. */
  hidden?: number;
}

/** One end of a link. `row`: index in `rows`; -1 where the other run is in another trace. */
export interface LinkAnswer extends RunLink {
  row: number;
}

/**
 * What `GET /api/app/traces/{trace_id}` tells, once unpacked (`unpackTrace`). `?join=none` shows the
 * trace without those that are joined to it, `?root={run_id}` only a run and all below it.
 */
export interface TraceAnswer {
  trace_id: string;
  project: string;
  /** The server's clock when it answered. */
  now: string;
  /** Some run of the trace is pending and may still change. */
  is_live: boolean;
  rows: TraceRowAnswer[];
  findings: ExplainedFinding[];
  status: TraceStatus;
  tokens: TokenCounts;
  cost: CostSum;
  /** Version of the prices by which the cost was counted (`GET /api/app/prices`). */
  prices_version: string;
  /** Processes that its runs name, as far as they are known. At most 100. */
  processes: ProcessAnswer[];
  /** Other traces that seem to be one with this. */
  splits: SplitAnswer[];
  /** What is joined to it, or it to, in this answer. */
  joins: JoinAnswer[];
  /** Null: every row is in the answer. */
  left_out: LeftOut | null;
}

/** A trace too large to be shown whole: the uppermost levels, errors, findings and all above these. */
export interface LeftOut {
  /** Rows that are not in the answer, and rows that there are. Figures of the trace count all. */
  rows: number;
  of: number;
  /** What is shown, and how to see the rest. */
  sentence: string;
  remedy: string;
}

/**
 * `GET /api/app/runs/{run_id}` (`?trace_id=` spares the server a look-up). With `?large=apart` an input
 * or output of more than 1 MB is left out; it stands alone at `/api/app/runs/{run_id}/inputs` and `…/outputs`.
 */
export interface RunDetail {
  id: string;
  trace_id: string;
  parent_run_id: string | null;
  dotted_order: string | null;
  project: string;
  name: string;
  run_type: string | null;
  status: RunStatus;
  start_time: string | null;
  end_time: string | null;
  first_token_time: string | null;
  inputs: Json;
  outputs: Json;
  /** What was left out (it is null above): its length in characters of JSON. Absent: nothing. */
  large?: { inputs?: number; outputs?: number };
  error: string | null;
  events: RunEvent[];
  tags: string[];
  metadata: Record<string, Json>;
  runtime: Record<string, Json>;
  /** Keys of `extra` other than metadata, runtime and tracenest. */
  extra: Record<string, Json>;
  serialized: Json;
  tokens: Tokens | null;
  placement: {
    /** Null: the sender does not record it. */
    kind: Placement | null;
    /** In words, for example "From the async context." or "As sent by langsmith-py 0.14." */
    sentence: string;
    ancestry: Ancestry | null;
    remote: RemoteIds | null;
    process: ProcessRecord | null;
    links: RunLink[];
  };
  findings: ExplainedFinding[];
  /** Milliseconds since 1970: when the first and the latest record of the run arrived. */
  first_received: number;
  last_received: number;
}

/** `GET /api/app/traces/{trace_id}/outline?format=json` */
export interface OutlineAnswer {
  trace_id: string;
  rows: {
    id: string;
    placeholder: null | 'pending' | 'missing';
    name: string;
    depth: number;
    run_type: string | null;
    status: RunStatus | null;
    start_time: string | null;
    end_time: string | null;
    findings: string[];
  }[];
  findings: { code: string; severity: Finding['severity']; run_id: string | null; evidence: Record<string, Json> }[];
}

/**
 * `GET /info`, as far as our SDK reads it. A field that is absent is a feature that the server does
 * not have; LangSmith answers the same question.
 */
export interface ServerInfo {
  version?: string;
  batch_ingest_config?: {
    /** False: `POST /runs/batch` instead of `POST /runs/multipart`. */
    use_multipart_endpoint?: boolean;
  };
  instance_flags?: {
    /** Bodies may come with `content-encoding: gzip`. */
    gzip_body_enabled?: boolean;
    /** The server takes `POST /api/app/processes`. Only a server that says `true` is sent any. */
    process_heartbeats_enabled?: boolean;
  };
}

/** How a process ended, as it saw it coming. A process that was killed says nothing. */
export interface ProcessEnd {
  /** `finished`: nothing was left to do; `exit`: the program ended it (`process.exit`). */
  reason: 'finished' | 'exit' | 'uncaught-error';
  /** Its exit code. */
  code: number;
}

/**
 * `POST /api/app/processes`, answered 204: a process is alive, or has ended. Sent every 10 s while
 * runs of it are open, and once at its end if runs were open then or beats were sent before. May
 * come twice, late (by the next process, from a file) and out of order: `time` tells. It counts as
 * an arrival for the traces that it names. A process is gone once a beat of it has `ended`.
 */
export interface ProcessBeat {
  /** As root runs name it in `extra.tracenest.process`; `instance` identifies it. */
  process: ProcessRecord;
  /** Milliseconds since 1970, on the clock of the process. */
  time: number;
  /** Runs that have begun and not ended; at most 1000 are counted. */
  open_runs: number;
  /** Ids of the traces that these belong to, at most 100, the oldest first. */
  traces: string[];
  ended?: ProcessEnd;
}

/** A process of our SDK that runs of a trace name. */
export interface ProcessAnswer {
  instance: string;
  host: string | null;
  pid: number | null;
  /** `gone`: it said so, or nothing was heard of it for 30 s; `unknown`: it has not said anything yet. */
  state: 'alive' | 'gone' | 'unknown';
  /** Null while nothing was heard. By the server's clock. */
  first_seen: string | null;
  last_seen: string | null;
  /** How it ended, if it said so: a process that is killed does not. */
  ended: ProcessEnd | null;
  /** Runs that were open when it was last heard. */
  open_runs: number;
}

/** What a page sends over the WebSocket `/api/app/live`: the one thing it looks at. */
export type LiveWatch = { watch: { projects: true } | { project: string } | { trace: string } };

/** What the server sends: at most four times a second, only what the page watches. */
export interface LiveChange {
  changed: { trace_id: string; project: string }[];
}

/** Every error answer of the app API. */
export interface ErrorAnswer {
  error: { code: string; message: string; remedy: string };
}

/**
 * `GET /api/app/projects/{name}/rejected` → `{ rejected }`: what was sent and could not be taken, by
 * reason, the most recent first. Clients do not tell, since the request as a whole was taken.
 */
export interface RefusedReason {
  /** `bad-id`, `bad-field`, `bad-json`, `missing-part` … */
  code: string;
  /** The field that could not be read, where the rest of the run was stored; null: all of it was refused. */
  field: string | null;
  /** False: the project could not be read either, so that it may have been another one. */
  is_of_project: boolean;
  /** Within the last 90 days. */
  count: number;
  first: string;
  last: string;
  /** The latest, in words: which field, what was expected, and what to do. */
  example: { run_id: string | null; message: string; remedy: string };
}
