/**
 * Rows of the tables in schema/, as they are inserted: the words in which the way in (ingest) and
 * the way out (query) meet. What a column means is said in the schema.
 */
import type { Json } from 'tracenest/wire';

/** Stands for "not known" and "not said" in columns that cannot be null. */
export const nilId = '00000000-0000-0000-0000-000000000000';

export interface RunRow {
  trace_id: string;
  id: string;
  op: 'create' | 'update';
  /** Decimal text: it does not fit into a number. */
  digest: string;
  arrived: number;
  project_id: string;
  dialect: string;
  said_trace_id: string | null;
  parent_run_id: string | null;
  span_id: string | null;
  parent_span_id: string | null;
  dotted_order: string | null;
  name: string | null;
  run_type: string | null;
  start_time: string | null;
  end_time: string | null;
  start_at: string | null;
  end_at: string | null;
  project: string | null;
  said_project_id: string | null;
  is_root: boolean;
  error: string | null;
  tracenest: string | null;
  service: string | null;
  thread_id: string | null;
  model: string | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  total_tokens: number | null;
  first_token_time: string | null;
  gist: string;
  inputs_preview: string | null;
  outputs_preview: string | null;
}

/**
 * The little of a record's payload that decides about its skeleton. Each part is there only if the
 * record says it, because what is said and what is not merge differently.
 */
export interface Gist {
  /** Outputs that are not empty, cut to the tokens and costs that they report, of which model and call. */
  outputs?: Record<string, Json>;
  /** Of `extra.metadata`: the keys that a skeleton reads, as far as they are there. */
  metadata?: Record<string, Json>;
  /** Of `extra.invocation_params`: the model. */
  invocation?: Record<string, Json>;
  /** Of `extra.runtime` of a record that names no parent: language, versions, client, platform. */
  runtime?: Record<string, Json>;
  /** How many events, and the time of the first token among them. */
  events?: { count: number; first_token_time: string | null };
}

export interface PayloadRow {
  trace_id: string;
  id: string;
  op: 'create' | 'update';
  digest: string;
  arrived: number;
  /** JSON; empty where the record has none. */
  inputs: string;
  outputs: string;
  /** JSON of the record without inputs and outputs. */
  rest: string;
}

export interface RunIdRow {
  id: string;
  role: 'run' | 'parent';
  trace_id: string;
  other_id: string;
  arrived: number;
}

export interface TraceIndexRow {
  project_id: string;
  start_at: string;
  trace_id: string;
  arrived: number;
}

export interface ChangeRow {
  arrived: number;
  project_id: string;
  trace_id: string;
}
