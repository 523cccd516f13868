/** Runs by words or filter, page by page; anything by an id or a part of its name. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { findAnything, searchRuns, searchTrace } from 'tracenest/api';
import type { FoundAnswer, RunHit, RunSearchPage, TraceSearchAnswer } from '../model/answers.js';
import type { SearchView } from '../model/search-view.js';
import { answerOf, type Answer } from './answer.js';
import { apiTarget } from './api-target.js';

export interface SearchedRuns extends Answer<RunHit[]> {
  readAs: RunSearchPage['read_as'] | undefined;
  /** ISO 8601: runs before it were not looked at, because it took too long. Null: all that was asked for was. */
  searchedTo: string | null;
  isSearching: boolean;
  /** Goes on where the last page ended; null: there is nothing more. */
  more: (() => void) | null;
}

export function useSearch(view: SearchView): SearchedRuns {
  const query = useInfiniteQuery({
    queryKey: ['search', view],
    queryFn: ({ signal, pageParam }) =>
      searchRuns(apiTarget, { ...view, project: view.project ?? undefined, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
  });
  const last = query.data?.pages.at(-1);
  return {
    ...answerOf({ ...query, data: query.data?.pages.flatMap((page) => page.runs) }),
    readAs: last?.read_as,
    searchedTo: last?.searched_to ?? null,
    isSearching: query.isFetching,
    more: query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : null,
  };
}

/** Who types sees answers in between; each key on its own would only load the server. */
const TYPED_FOR_MS = 120;

export interface Finding extends Answer<FoundAnswer> {
  isSearching: boolean;
  /** The answer to this text and no earlier one. */
  ask: (text: string) => Promise<FoundAnswer>;
}

/** @param text what is looked for; empty: nothing */
export function useFind(text: string): Finding {
  const client = useQueryClient();
  const typed = useSettled(text, TYPED_FOR_MS);
  const optionsFor = (wanted: string) => ({
    queryKey: ['find', wanted],
    queryFn: ({ signal }: { signal: AbortSignal }) => findAnything(apiTarget, wanted, { signal }),
    staleTime: 10_000,
  });
  const query = useQuery({
    ...optionsFor(typed),
    enabled: typed !== '',
    placeholderData: (previous) => (typed === '' ? undefined : previous),
  });
  return {
    ...answerOf(query),
    isSearching: text !== typed || (typed !== '' && (query.isFetching || query.isPlaceholderData)),
    ask: (wanted) => client.fetchQuery(optionsFor(wanted)),
  };
}

/** A trace that still changes is searched again so often. */
const SEARCH_AGAIN_MS = 3000;

export interface TraceSearch extends Answer<TraceSearchAnswer> {
  isSearching: boolean;
}

/** Runs of a trace by what was recorded of them. `isLive`: more may come. */
export function useTraceSearch(
  traceId: string,
  { sought, isAlone, isLive }: { sought: string; isAlone: boolean; isLive: boolean },
): TraceSearch {
  const q = useSettled(sought.trim(), TYPED_FOR_MS);
  const query = useQuery({
    queryKey: ['trace-search', traceId, q, isAlone],
    queryFn: ({ signal }) => searchTrace(apiTarget, { traceId, q, join: isAlone ? 'none' : undefined }, { signal }),
    enabled: q !== '',
    refetchInterval: isLive ? SEARCH_AGAIN_MS : false,
  });
  return { ...answerOf(query), isSearching: q !== sought.trim() || (q !== '' && query.isFetching && !query.isFetched) };
}

/** The value, once it has stayed the same for a while. */
function useSettled(value: string, forMs: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), forMs);
    return () => clearTimeout(timer);
  }, [value, forMs]);
  return settled;
}
