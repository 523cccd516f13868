/**
 * What LangSmith's API answers, as types: the routes are held to them by the compiler, and the API
 * reference is made of them. Names of v2 end in V2; times of v1 have no zone and mean UTC.
 */
import type { Json, RunEvent, RunExtra, RunStatus } from 'tracenest/wire';
import type { FeedbackStats } from '../../query/feedback.js';

/** Of feedback, by its key. */
export type FeedbackStatsByKey = Record<string, FeedbackStats>;

/** Tokens by kind, such as cache_read or reasoning; null: none were told. */
export type TokenDetails = Record<string, number> | null;

/** Of a cost what the kinds of tokens cost, under the names that they have there; null: none of them, or not known. */
export type CostDetails = Record<string, string> | null;

/** Tokens and cost of a run with all below it, no call counted twice. Money is decimal text in US dollars. */
export type Use = {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_token_details: TokenDetails;
  completion_token_details: TokenDetails;
  /** Null: not known. */
  prompt_cost: string | null;
  completion_cost: string | null;
  total_cost: string | null;
  prompt_cost_details: CostDetails;
  completion_cost_details: CostDetails;
};

/** US dollars; null: not known. */
export type CostsInNumbers = {
  prompt_cost: number | null;
  completion_cost: number | null;
  total_cost: number | null;
};

/** An address under which a file beside the run is read, without a key. */
export type AttachmentUrl = { presigned_url: string; mime_type: string; size: number };

/** A run. */
export type Run = Use & {
  id: string;
  trace_id: string;
  parent_run_id: string | null;
  /** All ancestors that are known, the root first. */
  parent_run_ids: string[];
  dotted_order: string;
  name: string;
  run_type: string;
  status: RunStatus;
  start_time: string | null;
  end_time: string | null;
  inputs: Json;
  outputs: Json;
  error: string | null;
  events: RunEvent[];
  tags: string[];
  /** `metadata`, `runtime` and what else was sent. */
  extra: RunExtra;
  serialized: Json;
  reference_example_id: string | null;
  /** Id of the project. */
  session_id: string;
  /** Of the page, on this server. */
  app_path: string;
  inputs_preview: string | null;
  outputs_preview: string | null;
  first_token_time: string | null;
  thread_id: string | null;
  execution_order: number;
  child_run_ids: null;
  direct_child_run_ids: null;
  price_model_id: null;
  /** Null: there is none. */
  feedback_stats: FeedbackStatsByKey | null;
  in_dataset: boolean;
  /** Null: it is not shared. */
  share_token: string | null;
  /** `attachment.{name}` → where it is. */
  s3_urls: Record<string, AttachmentUrl>;
  trace_tier: null;
  manifest_id: null;
};

/** A run as far as it was selected: what was asked for, and what clients cannot do without. */
export type SelectedRun = { [Field in keyof Run]?: Run[Field] };

/** Sums of a project; asked for with `include_stats`. */
export type ProjectStats = {
  /** False: some traces were not counted in time, and tokens, costs and latencies lack them. Ask again in some seconds. */
  stats_complete?: boolean;
  run_count?: number;
  latency_p50?: number | null;
  latency_p99?: number | null;
  first_token_p50?: number | null;
  first_token_p99?: number | null;
  total_tokens?: number;
  prompt_tokens?: number;
  completion_tokens?: number;
  total_cost?: string;
  prompt_cost?: string;
  completion_cost?: string;
  first_run_start_time?: string | null;
  /** Of traces, 0 to 1. */
  error_rate?: number | null;
  streaming_rate?: number | null;
  feedback_stats?: FeedbackStatsByKey;
  /** Of the project itself. */
  session_feedback_stats?: FeedbackStatsByKey;
};

/** A project, which this API calls a session. */
export type Project = ProjectStats & {
  id: string;
  tenant_id: string;
  name: string;
  description: string | null;
  start_time: string | null;
  end_time: string | null;
  /** As it was made; `metadata` is in it. */
  extra: Json;
  reference_dataset_id: null;
  default_dataset_id: string | null;
  trace_tier: null;
  test_run_number: null;
  last_run_start_time: string | null;
  last_run_start_time_live: string | null;
};

/** Feedback on a run, a trace or a project. */
export type Feedback = {
  id: string;
  created_at: string | null;
  modified_at: string | null;
  start_time: string | null;
  run_id: string | null;
  trace_id: string | null;
  session_id: string | null;
  key: string;
  score: number | null;
  value: Json;
  comment: string | null;
  correction: Json;
  feedback_source: { type: string; metadata: Json; user_id: string | null; user_name: string | null };
  comparative_experiment_id: string | null;
  feedback_group_id: string | null;
  extra: Json;
};

/** How feedback of a key is to be read. */
export type FeedbackConfig = {
  tenant_id: string;
  feedback_key: string;
  /** Type, bounds, categories, as they were sent. */
  feedback_config: Json;
  is_lower_score_better: boolean;
  modified_at: string | null;
};

/** An address for feedback without a key. */
export type FeedbackTokenAnswer = { id: string; url: string; expires_at: string; feedback_key: string };

/** Numbers over runs. Seconds, and US dollars as numbers; null where no run tells them. */
export type RunStatsAnswer = Omit<Use, keyof CostsInNumbers> &
  CostsInNumbers & {
    run_count: number;
    latency_p50: number | null;
    latency_p99: number | null;
    first_token_p50: number | null;
    first_token_p99: number | null;
    median_tokens: number | null;
    tokens_p50: number | null;
    tokens_p99: number | null;
    prompt_tokens_p50: number | null;
    prompt_tokens_p99: number | null;
    completion_tokens_p50: number | null;
    completion_tokens_p99: number | null;
    cost_p50: number | null;
    cost_p99: number | null;
    first_run_start_time: string | null;
    last_run_start_time: string | null;
    /** 0 to 1. */
    error_rate: number | null;
    streaming_rate: number | null;
    feedback_stats: FeedbackStatsByKey;
    run_facets: null;
  };

/** A conversation: the root runs that name one thread. */
export type RunGroupAnswer = {
  /** The id of the thread. */
  group_key: string;
  /** Finds its runs. */
  filter: string;
  count: number;
  total_tokens: number;
  total_cost: number | null;
  min_start_time: string | null;
  max_start_time: string | null;
  latency_p50: number | null;
  latency_p99: number | null;
  feedback_stats: FeedbackStatsByKey;
  first_inputs: string | null;
  last_outputs: string | null;
  last_error: string | null;
};

/** What clients ask before they send. */
export type Info = {
  /** Of the LangSmith protocol that is spoken here. */
  version: string;
  git_sha: null;
  license_expiration_time: null;
  batch_ingest_config: {
    use_multipart_endpoint: boolean;
    /** Runs in one request. */
    size_limit: number;
    /** Bytes in one request. */
    size_limit_bytes: number;
    scale_up_qsize_trigger: number;
    scale_up_nthreads_limit: number;
    scale_down_nempty_trigger: number;
  };
  instance_flags: { gzip_body_enabled: boolean; process_heartbeats_enabled: boolean };
  customer_info: null;
};

/** There is one. */
export type Workspace = {
  id: string;
  organization_id: string;
  display_name: string;
  tenant_handle: null;
  created_at: string;
  is_personal: boolean;
  is_deleted: boolean;
  role_name: string;
  permissions: string[];
  read_only: boolean;
};

/** There is one. */
export type Organization = {
  id: string;
  display_name: string;
  created_at: string;
  is_personal: boolean;
  tier: string;
  disabled: boolean;
};

/** Of runs and traces in v2: money in numbers, kinds of tokens wrapped. */
export type UseV2 = Omit<Use, keyof CostsInNumbers | `${'prompt' | 'completion'}_${'token' | 'cost'}_details`> &
  CostsInNumbers & {
    prompt_cost_details: { raw: Record<string, number> } | null;
    completion_cost_details: { raw: Record<string, number> } | null;
    prompt_token_details: { raw: TokenDetails } | null;
    completion_token_details: { raw: TokenDetails } | null;
  };

/** A run with everything that `selects` can name, in capitals there. Only what was selected is in an answer. */
export type WholeRunV2 = UseV2 & {
  id: string;
  name: string;
  /** In capitals. */
  run_type: string;
  status: string;
  /** ISO 8601 with a zone. */
  start_time: string | null;
  end_time: string | null;
  latency_seconds: number | null;
  first_token_time: string | null;
  error: string | null;
  error_preview: string | null;
  extra: RunExtra;
  metadata: Record<string, Json>;
  events: RunEvent[];
  inputs: Json;
  inputs_preview: string | null;
  outputs: Json;
  outputs_preview: string | null;
  manifest: Json;
  parent_run_ids: string[];
  project_id: string;
  trace_id: string;
  thread_id: string | null;
  dotted_order: string;
  is_root: boolean;
  reference_example_id: string | null;
  reference_dataset_id: null;
  price_model_id: null;
  tags: string[];
  app_path: string;
  /** Name of the file → its address. */
  attachments: Record<string, string>;
  thread_evaluation_time: null;
  is_in_dataset: boolean;
  last_queued_at: null;
  share_url: string | null;
  feedback_stats: FeedbackStatsByKey | null;
};

/** A run as far as it was selected. */
export type RunV2 = { [Field in keyof WholeRunV2]?: WholeRunV2[Field] };

/** A page. To `Accept: text/event-stream` it comes as one event: a JSON patch that sets it. */
export type PageV2<Item> = { items: Item[]; next_cursor: string | null; has_more: boolean };

/** A project in v2: as in v1, with times that name their zone and costs in numbers. */
export type ProjectV2 = Omit<Project, keyof CostsInNumbers> & Partial<CostsInNumbers> & { type: 'PROJECT' };

/** A conversation in a list. */
export type ThreadV2 = {
  thread_id: string;
  /** Traces. */
  count: number;
  first_trace_id: string | null;
  last_trace_id: string | null;
  trace_id: string | null;
  first_inputs: string | null;
  last_outputs: string | null;
  last_error: string | null;
  num_errored_turns: number;
  min_start_time: string | null;
  max_start_time: string | null;
  start_time: string | null;
  latency_p50: number | null;
  latency_p99: number | null;
  total_tokens: number;
  total_cost: number | null;
  feedback_stats: FeedbackStatsByKey;
};

/** A trace of a thread: what was selected of its root. */
export type ThreadTraceV2 = Omit<RunV2, 'latency_seconds'> & { latency?: number | null };

/** Numbers over traces. */
export type TraceStats = UseV2 & {
  turns: number;
  first_start_time: string | null;
  last_start_time: string | null;
  last_end_time: string | null;
  latency_p50_seconds: number | null;
  latency_p99_seconds: number | null;
};

/** All that can be selected of one thread, or of many. */
type WholeThreadStats = TraceStats & {
  feedback_stats: FeedbackStatsByKey;
  thread_count: number;
  trace_count: number;
  error_rate: number | null;
  median_tokens: number | null;
  thread_feedback_stats: FeedbackStatsByKey;
};

/** Numbers over the traces of one thread, or of many: what was selected. */
export type ThreadStatsV2 = { [Field in keyof WholeThreadStats]?: WholeThreadStats[Field] };
