/** Questions about traces: the list of a project's, and one as a tree. */
import type { TraceAnswer, TracePage } from '../wire/api.js';
import { getJson, pathOf, type ApiTarget, type AskOptions } from './http.js';

export interface ListTracesAsk {
  /** Name of the project. */
  project: string;
  /** `next_cursor` of the page before; none: the newest traces. */
  cursor?: string | undefined;
  /** Traces in a page. Default: 50. */
  limit?: number | undefined;
}

/** One page of the traces of a project, newest first. */
export function listTraces(target: ApiTarget, ask: ListTracesAsk, options?: AskOptions): Promise<TracePage> {
  const path = pathOf(['projects', ask.project, 'traces'], { cursor: ask.cursor, limit: ask.limit });
  return getJson<TracePage>(target, path, options);
}

export interface GetTraceOptions extends AskOptions {
  /** `none`: without the traces that are joined to it. Default: with them. */
  join?: 'none' | undefined;
}

/** The whole tree of a trace, depth first and without payloads. */
export function getTrace(target: ApiTarget, traceId: string, options: GetTraceOptions = {}): Promise<TraceAnswer> {
  return getJson<TraceAnswer>(target, pathOf(['traces', traceId], { join: options.join }), options);
}
