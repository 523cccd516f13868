/** What the search for split traces goes by: roots, and the runs below which they may belong. */
import type { RemoteIds } from 'tracenest/wire';
import type { RuntimeFacts } from './language.js';

/** What is known of a run that may be one side of a split. Ids and times in normal form. */
export interface SplitRun {
  id: string;
  trace_id: string;
  /** 16 hex digits, where OTLP stated it. */
  span_id: string | null;
  name: string | null;
  start_time: string | null;
  end_time: string | null;
  service: string | null;
  /** `metadata.thread_id` or one of its other names: the conversation. */
  thread_id: string | null;
  /** Of our SDK: instance id of the process, and the thread in it. */
  process: { instance: string; thread?: number } | null;
  /** Of official clients: `runtimeOf(extra.runtime)`. */
  runtime: RuntimeFacts | null;
}

/** A run without a parent. */
export interface SplitRoot extends SplitRun {
  /** `extra.tracenest.remote`: ids of headers that were not taken as parent. */
  remote: RemoteIds | null;
  /** Ids of the runs that its SDK found open when it began (evidence of `context-lost` and its kin). */
  candidates: readonly string[];
  /** Made by LangChain: loses its parent where the config is not passed. */
  is_runnable: boolean;
}

/** A run of any trace below which a root may belong. */
export interface SplitCandidate extends SplitRun {
  /** Name of the root of its trace. */
  root_name: string | null;
}
