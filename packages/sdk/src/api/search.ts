/** Questions for what is somewhere: runs by words or filter, anything by id or name. */
import type { FoundAnswer, RunSearchPage, TraceContentsAnswer, TraceSearchAnswer } from '../wire/api-search.js';
import { getJson, pathOf, type ApiTarget, type AskOptions } from './http.js';

export interface SearchRunsAsk {
  /** Words that a run contains, or a filter such as `eq(run_type, "llm")`. Default: all runs. */
  q?: string | undefined;
  /** Name of a project. Default: all of them. */
  project?: string | undefined;
  /** Only runs without a parent. Default: false. */
  isRoot?: boolean | undefined;
  /** Only runs that failed. Default: false. */
  hasError?: boolean | undefined;
  /** `next_cursor` of the page before; none: the newest. */
  cursor?: string | undefined;
  /** Runs in a page. Default: 50. */
  limit?: number | undefined;
}

/** One page of the runs that fit, the newest first. A search that takes too long says how far it came. */
export function searchRuns(target: ApiTarget, ask: SearchRunsAsk, options?: AskOptions): Promise<RunSearchPage> {
  const { q, project, cursor, limit } = ask;
  const [is_root, error] = [ask.isRoot, ask.hasError].map((wish) => (wish === true ? 'true' : undefined));
  return getJson<RunSearchPage>(target, pathOf(['runs'], { q, project, is_root, error, cursor, limit }), options);
}

export interface SearchTraceAsk {
  traceId: string;
  /** At most 10,000 characters; case does not count. */
  q: string;
  /** `none`: without the traces that are joined to it. Default: with them. */
  join?: 'none' | undefined;
}

/** Runs of a trace of which something was recorded that contains a text. */
export function searchTrace(
  target: ApiTarget,
  { traceId, q, join }: SearchTraceAsk,
  options?: AskOptions,
): Promise<TraceSearchAnswer> {
  return getJson<TraceSearchAnswer>(target, pathOf(['traces', traceId, 'search'], { q, join }), options);
}

/** What the runs of a trace, with those joined to it, took and gave: a number for each, to compare them by. */
export function getTraceContents(
  target: ApiTarget,
  traceId: string,
  options?: AskOptions,
): Promise<TraceContentsAnswer> {
  return getJson<TraceContentsAnswer>(target, pathOf(['traces', traceId, 'contents'], {}), options);
}

/** What an id, its beginning or a part of a name may mean. */
export function findAnything(target: ApiTarget, q: string, options?: AskOptions): Promise<FoundAnswer> {
  return getJson<FoundAnswer>(target, pathOf(['find'], { q }), options);
}
