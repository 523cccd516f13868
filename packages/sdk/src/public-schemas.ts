/**
 * The types of the entry `tracenest/schemas`: runs as the official package's clients say them, which
 * LangChain.js's own types are made of. There are no values here.
 */
import type { Attachments } from './attachments.js';

export type { AttachmentData, AttachmentDescription, Attachments } from './attachments.js';
export type { RunType } from './wire/record.js';

/** A map of names to values of the program. */
export type KVMap = Record<string, unknown>;

/** What beginnings and whole runs have in common. Times are milliseconds since 1970, or ISO 8601. */
export interface BaseRun {
  id?: string;
  name: string;
  start_time?: number | string;
  run_type: string;
  end_time?: number | string;
  extra?: KVMap;
  error?: string;
  serialized?: object;
  events?: KVMap[];
  inputs: KVMap;
  outputs?: KVMap;
  reference_example_id?: string;
  parent_run_id?: string;
  tags?: string[];
  trace_id?: string;
  dotted_order?: string;
  attachments?: Attachments;
}

/** A run as a server answers it. */
export interface Run extends BaseRun {
  id: string;
  /** Id of the project. */
  session_id?: string;
  child_run_ids?: string[];
  child_runs?: Run[];
  feedback_stats?: KVMap;
  app_path?: string;
  manifest_id?: string;
  status?: string;
  prompt_tokens?: number;
  completion_tokens?: number;
  total_tokens?: number;
  first_token_time?: number;
  parent_run_ids?: string[];
  in_dataset?: boolean;
}

/** The beginning of a run, or all of it. */
export interface RunCreate extends BaseRun {
  revision_id?: string;
  child_runs?: this[];
  /** Name of the project. */
  session_name?: string;
}

/** What a run has become. */
export interface RunUpdate extends Partial<BaseRun> {
  session_id?: string;
  session_name?: string;
}

/** Parameters of a model call, as `getInvocationParams` gives them: they become metadata. */
export interface InvocationParamsSchema {
  ls_provider?: string;
  ls_model_name?: string;
  ls_model_type: 'chat' | 'llm';
  ls_temperature?: number;
  ls_max_tokens?: number;
  ls_stop?: string[];
  ls_invocation_params?: KVMap;
}

/** An agent's environment as a place for runs, which LangChain's types name. Runs are filed under projects here. */
export interface AgentAddress {
  kind: 'AGENT';
  id: string;
  environment: string;
}
