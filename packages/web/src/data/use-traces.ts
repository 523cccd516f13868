/** The traces of a project, read page by page as the reader scrolls and kept up to date. */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
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
  const changed = useRef(new Set<string>());
  const refresh = useMemo(
    () =>
      coalesce(async () => {
        const ids = [...changed.current];
        changed.current.clear();
        await client.refetchQueries({ queryKey: key }, { cancelRefetch: false });
        await refreshOlder(client, key, ids);
      }),
    [client, key],
  );
  useLive({ project }, (changes) => {
    const all = changes ?? client.getQueryData<TraceList>(key)?.traces ?? [];
    for (const { trace_id: id } of all) changed.current.add(id);
    refresh();
  });
  const loadMore = useMemo(() => once(() => appendPage(client, key)), [client, key]);
  return { ...answerOf(query), loadMore };
}

type Key = readonly ['traces', string];

async function refreshOlder(client: QueryClient, key: Key, ids: readonly string[]): Promise<void> {
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
