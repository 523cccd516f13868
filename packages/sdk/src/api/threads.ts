/** Questions about conversations. */
import type { ThreadAnswer, ThreadPage, ThreadSort, TurnAnswer } from '../wire/api-threads.js';
import { getJson, pathOf, type ApiTarget, type AskOptions } from './http.js';

export interface ListThreadsAsk {
  /** Name of the project. */
  project: string;
  /** What is most comes first. Default: `active`, the one with the latest activity. */
  sort?: ThreadSort | undefined;
  /** `next_cursor` of the page before; none: the first page. */
  cursor?: string | undefined;
  /** Threads in a page. Default: 50. */
  limit?: number | undefined;
}

export interface GetThreadAsk {
  /** Name of the project. */
  project: string;
  threadId: string;
  /** `next_cursor` of the page before; none: the first turns. */
  cursor?: string | undefined;
  /** Turns in a page. Default: 50. */
  limit?: number | undefined;
}

/** One page of the conversations of a project. */
export function listThreads(target: ApiTarget, ask: ListThreadsAsk, options?: AskOptions): Promise<ThreadPage> {
  const { project, sort, cursor, limit } = ask;
  return getJson<ThreadPage>(target, pathOf(['projects', project, 'threads'], { sort, cursor, limit }), options);
}

/** A conversation and a page of its turns, the first one first. */
export function getThread(target: ApiTarget, ask: GetThreadAsk, options?: AskOptions): Promise<ThreadAnswer> {
  const { project, threadId, cursor, limit } = ask;
  return getJson<ThreadAnswer>(target, pathOf(['projects', project, 'threads', threadId], { cursor, limit }), options);
}

/** Which turn of which conversation a trace is. */
export function getTurn(target: ApiTarget, traceId: string, options?: AskOptions): Promise<TurnAnswer> {
  return getJson<TurnAnswer>(target, pathOf(['traces', traceId, 'turn']), options);
}
