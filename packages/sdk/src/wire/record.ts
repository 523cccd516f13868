/**
 * The words that cross the network. Field names are those of the LangSmith protocol; what is
 * ours travels in `extra.tracenest`. The rules for these values are in ids.ts, dotted-order.ts
 * and merge.ts.
 */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type RunType = 'llm' | 'chain' | 'tool' | 'retriever' | 'embedding' | 'prompt' | 'parser';

export type RunStatus = 'pending' | 'success' | 'error';

export type Dialect = 'langsmith' | 'otlp';

export interface RunEvent {
  name: string;
  /** ISO 8601. */
  time: string;
  kwargs?: Json;
  [key: string]: Json | undefined;
}

/** How a run came to its parent. */
export type Placement =
  | 'context' // the run that is current in this async context
  | 'explicit' // handed over by the program
  | 'headers' // from another process
  | 'config' // from LangChain's RunnableConfig
  | 'otel' // the active OpenTelemetry span
  | 'langsmith' // the official package's current run
  | 'bound' // the run in which the function was made or the listener was added
  | 'environment' // given to the process by the one that started it
  | 'stale' // a run that had ended; nothing better was known
  | 'root'; // none, by intention or because nothing was found

/** `partial`: parent known by span id only; `cut`: the middle of a very deep order is left out. */
export type Ancestry = 'partial' | 'cut';

export type Severity = 'info' | 'hint' | 'warning' | 'error';

/** Something about a run that a reader must know. The table of codes is in `@tracenest/tree`. */
export interface Finding {
  code: string;
  severity: Severity;
  /** Ids, names, times, call site: what the page shows as the reason. */
  evidence?: Record<string, Json>;
}

export interface RunLink {
  run_id: string;
  trace_id: string;
  kind: string;
}

/** Remote ids that were received but not taken as parent. */
export interface RemoteIds {
  trace_id: string;
  span_id: string;
  from: 'traceparent' | 'langsmith-trace';
}

/** One start of a process of a traced program. */
export interface ProcessRecord {
  /** UUID, new at each start of the process. */
  instance: string;
  pid?: number;
  thread?: number;
  host?: string;
  sdk: string;
}

/** What only the Tracenest SDK knows. Kept under 1 kB. */
export interface TracenestExtra {
  v: 1;
  placement: Placement;
  ancestry?: Ancestry;
  remote?: RemoteIds;
  findings?: Finding[];
  links?: RunLink[];
  process?: ProcessRecord;
}

export interface RunExtra {
  metadata?: Record<string, Json>;
  runtime?: Record<string, Json>;
  tracenest?: TracenestExtra;
  [key: string]: Json | undefined | TracenestExtra;
}

/** A file beside a run. Travels in a part of its own. */
export interface Attachment {
  name: string;
  mimeType: string;
  data: Uint8Array;
}

/** One record of a run: its beginning, its end, or both. Absent and null say nothing. */
export interface RunRecord {
  op: 'create' | 'update';
  /** How it was told: decides what its span ids and gaps mean. Absent: langsmith. */
  dialect?: Dialect;
  id: string;
  trace_id?: string | null;
  parent_run_id?: string | null;
  /** 16 hex digits; an OTLP span's own, else the last 8 bytes of the id. */
  span_id?: string | null;
  parent_span_id?: string | null;
  /** `<time><id>` of each ancestor and of the run itself, joined by dots. */
  dotted_order?: string | null;
  name?: string | null;
  /** Any text may be sent; what is not a RunType is shown as it is. */
  run_type?: RunType | (string & {}) | null;
  /** ISO 8601 (UTC where no zone is given), or milliseconds since 1970. */
  start_time?: string | number | null;
  end_time?: string | number | null;
  inputs?: Json;
  outputs?: Json;
  error?: string | null;
  events?: RunEvent[] | null;
  tags?: string[] | null;
  extra?: RunExtra | null;
  serialized?: Json;
  session_name?: string | null;
  session_id?: string | null;
  reference_example_id?: string | null;
  /** On the way out only: a server keeps records without them. */
  attachments?: Attachment[];
}

/** Tokens of one run, or summed. */
export interface Tokens {
  prompt: number;
  completion: number;
  total: number;
}

/** A record and when it first arrived: milliseconds since 1970. */
export interface ReceivedRecord {
  record: RunRecord;
  received: number;
}

/**
 * A run as its records say it, without payloads: what lists, trees and totals read.
 * Ids and times are in normal form (ids lower case and dashed, times ISO 8601 in UTC with `Z`).
 */
export interface SkeletonRun {
  id: string;
  trace_id: string | null;
  parent_run_id: string | null;
  /** Only where it was stated for a span; else it is the last 8 bytes of the id. */
  span_id: string | null;
  parent_span_id: string | null;
  /** Null where none was said, it could not be read, or it does not end in the run's own id. */
  dotted_order: string | null;
  name: string | null;
  run_type: string | null;
  status: RunStatus;
  start_time: string | null;
  end_time: string | null;
  /** Project as said: a name, else the id that was given for it. */
  project: string | null;
  /** The placement record was told by OTLP (a parent is then exported after its children). */
  dialect: Dialect;
  /** Milliseconds since 1970: the arrival of its first and of its latest record. */
  first_received: number;
  last_received: number;
  tracenest: TracenestExtra | null;
  /** `extra.metadata.service_name`, or the OTLP resource's `service.name`. */
  service: string | null;
  /** Tokens that the run itself reports. */
  usage: Tokens | null;
  /** Time of the first `new_token` event. */
  first_token_time: string | null;
  /** Other ids under which records of this run came (contract: full UUID and zero-padded span id). */
  aliases: string[];
  /** Findings of merging: duplicate-id, placement-changed. */
  findings: Finding[];
}

/** A run as its records say it, whole. */
export interface MergedRun extends SkeletonRun {
  inputs: Json;
  outputs: Json;
  error: string | null;
  events: RunEvent[];
  tags: string[];
  extra: RunExtra;
  serialized: Json;
  reference_example_id: string | null;
}
