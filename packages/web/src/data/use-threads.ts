/** The conversations of a project and the turns of one, kept up to date; and which turn a trace is. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { getThread, getTurn, listThreads } from 'tracenest/api';
import type { ThreadSort, ThreadSummary, TraceSummary, Turn } from '../model/answers.js';
import { answerOf, type Answer } from './answer.js';
import { apiTarget } from './api-target.js';
import { coalesce } from './coalesce.js';
import { useLive } from './use-live.js';

/** Tokens and costs are counted a few seconds after a run has arrived, which nobody tells of. */
const ASK_AGAIN_MS = 10_000;

export interface Threads extends Answer<ThreadSummary[]> {
  /** Reads the next page; null: there is none. */
  loadMore: (() => void) | null;
}

export function useThreads(project: string, sort: ThreadSort): Threads {
  const query = useInfiniteQuery({
    queryKey: ['threads', project, sort],
    queryFn: ({ signal, pageParam }) => listThreads(apiTarget, { project, sort, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (previous) => previous,
    refetchInterval: ASK_AGAIN_MS,
  });
  useRefreshed('threads', project);
  return {
    ...answerOf({ ...query, data: query.data && withoutRepeats(query.data.pages.flatMap((page) => page.threads)) }),
    loadMore: query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : null,
  };
}

export interface LoadedThread {
  thread: ThreadSummary;
  turns: TraceSummary[];
}

export interface OneThread extends Answer<LoadedThread> {
  loadMore: (() => void) | null;
}

export function useThread(project: string, threadId: string): OneThread {
  const query = useInfiniteQuery({
    queryKey: ['thread', project, threadId],
    queryFn: ({ signal, pageParam }) => getThread(apiTarget, { project, threadId, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ASK_AGAIN_MS,
  });
  useRefreshed('thread', project);
  const pages = query.data?.pages ?? [];
  const thread = pages.at(-1)?.thread;
  return {
    ...answerOf({ ...query, data: thread && { thread, turns: pages.flatMap(({ turns }) => turns) } }),
    loadMore: query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : null,
  };
}

/** Null: the trace is part of no conversation. */
export function useTurn(traceId: string): Answer<Turn | null> {
  return answerOf(
    useQuery({
      queryKey: ['turn', traceId],
      queryFn: async ({ signal }) => (await getTurn(apiTarget, traceId, { signal })).turn,
      refetchInterval: ASK_AGAIN_MS,
    }),
  );
}

/** Asks again when anything in the project has changed. */
function useRefreshed(key: 'threads' | 'thread', project: string): void {
  const client = useQueryClient();
  const refresh = useMemo(
    () => coalesce(() => client.refetchQueries({ queryKey: [key, project] }, { cancelRefetch: false })),
    [client, key, project],
  );
  useLive({ project }, refresh);
}

/** A thread that became active between two pages is in both. */
function withoutRepeats(threads: readonly ThreadSummary[]): ThreadSummary[] {
  return [...new Map(threads.map((thread) => [thread.thread_id, thread])).values()];
}
