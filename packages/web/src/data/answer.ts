/** An answer on its way, as pages see it: the last good one stays while a newer one fails. */
import { ApiError } from 'tracenest/api';
import { isUnreachable } from './query-client.js';

export interface Answer<Data> {
  /** The last answer; undefined before the first. */
  data: Data | undefined;
  /** Why the last question was not answered. */
  problem: Problem | null;
  retry: () => void;
}

export interface Problem {
  message: string;
  remedy: string;
  /** It is asked again without anyone doing anything. */
  isRetried: boolean;
  isNotFound: boolean;
}

interface QueryState<Data> {
  data: Data | undefined;
  error: Error | null;
  refetch: () => Promise<unknown>;
}

export function answerOf<Data>(query: QueryState<Data>): Answer<Data> {
  return {
    data: query.data,
    problem: query.error === null ? null : problemOf(query.error),
    retry: () => void query.refetch(),
  };
}

export function problemOf(error: Error): Problem {
  const isNotFound = error instanceof ApiError && error.status === 404;
  return {
    message: error.message,
    remedy: error instanceof ApiError ? error.remedy : 'Reload the page.',
    isRetried: isUnreachable(error),
    isNotFound,
  };
}
