/** The traces of a project, read page by page as the reader scrolls and kept up to date. */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { listTraces } from 'tracenest/api';
import {
  cursorsOf,
  emptyTraceList,
  withNewestPage,
  withNextPage,
  withRefreshedPage,
  type TraceList,
} from '../model/trace-list.js';
import { answerOf, type Answer } from './answer.js';
import { apiTarget } from './api-target.js';
import { coalesce } from './coalesce.js';
import { useLive } from './use-live.js';

export interface Traces extends Answer<TraceList> {
  /** Reads the next page, if there is one and it is not being read. */
  loadMore: () => void;
}

export function useTraces(project: string): Traces {
  const client = useQueryClient();
  const key = useMemo(() => ['traces', project] as const, [project]);
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const page = await listTraces(apiTarget, { project }, { signal });
      return withNewestPage(client.getQueryData<TraceList>(key) ?? emptyTraceList, page);
    },
  });
  const refresh = useMemo(() => createRefresh(client, key), [client, key]);
  useLive({ project }, (changes) => {
    const changed = changes ?? client.getQueryData<TraceList>(key)?.traces ?? [];
    refresh(changed.map((trace) => trace.trace_id));
  });
  const loadMore = useMemo(() => once(() => appendPage(client, key)), [client, key]);
  return { ...answerOf(query), loadMore };
}

type Key = readonly ['traces', string];

/** Gives a function that reads again what the list shows of the traces with these ids, and what is new. */
function createRefresh(client: QueryClient, key: Key): (ids: readonly string[]) => void {
  let changed = new Set<string>();
  const refresh = coalesce(async () => {
    const ids = changed;
    changed = new Set();
    await client.refetchQueries({ queryKey: key }, { cancelRefetch: false });
    await refreshOlder(client, key, ids);
  });
  return (ids) => {
    for (const id of ids) changed.add(id);
    refresh();
  };
}

async function refreshOlder(client: QueryClient, key: Key, ids: Iterable<string>): Promise<void> {
  for (const cursor of cursorsOf(client.getQueryData<TraceList>(key) ?? emptyTraceList, ids)) {
    const page = await listTraces(apiTarget, { project: key[1], cursor });
    client.setQueryData<TraceList>(key, (list) => (list === undefined ? undefined : withRefreshedPage(list, page)));
  }
}

async function appendPage(client: QueryClient, key: Key): Promise<void> {
  const cursor = client.getQueryData<TraceList>(key)?.nextCursor;
  if (cursor === undefined || cursor === null) return;
  const page = await listTraces(apiTarget, { project: key[1], cursor });
  client.setQueryData<TraceList>(key, (list) =>
    // The list may have started over while the page was on its way.
    list?.nextCursor === cursor ? withNextPage(list, cursor, page) : list,
  );
}

/** Does the work unless it is being done. A failure is left to the next wish. */
function once(work: () => Promise<void>): () => void {
  let isWorking = false;
  return () => {
    if (isWorking) return;
    isWorking = true;
    work()
      .catch(() => undefined)
      .finally(() => (isWorking = false));
  };
}
