/** The findings of a project in a range of time, kept up to date, and the traces that have one. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { getProjectFindings, listFindingTraces } from 'tracenest/api';
import type { ProjectFindings } from '../model/answers.js';
import { rangeStart, type RangeId } from '../model/project-findings.js';
import { answerOf, type Answer } from './answer.js';
import { apiTarget } from './api-target.js';
import { coalesce } from './coalesce.js';
import { useLive } from './use-live.js';

/** Findings are counted a few seconds after a run has arrived, which nobody tells of. */
const ASK_AGAIN_MS = 10_000;

export function useProjectFindings(project: string, range: RangeId): Answer<ProjectFindings> {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['project-findings', project, range],
    queryFn: ({ signal }) =>
      getProjectFindings(apiTarget, { project, since: rangeStart(range, Date.now()) }, { signal }),
    refetchInterval: ASK_AGAIN_MS,
  });
  const refresh = useMemo(
    () => coalesce(() => client.refetchQueries({ queryKey: ['project-findings', project] }, { cancelRefetch: false })),
    [client, project],
  );
  useLive({ project }, refresh);
  return answerOf(query);
}

export type FindingTrace = Awaited<ReturnType<typeof listFindingTraces>>['traces'][number];

export interface FindingTraces extends Answer<FindingTrace[]> {
  /** Null: there are no more. */
  loadMore: (() => void) | null;
}

/** Traces with findings of a code, page by page. `since`, `until`: those of the answer they belong to. */
export function useFindingTraces(ask: { project: string; code: string; since: string; until: string }): FindingTraces {
  const query = useInfiniteQuery({
    queryKey: ['finding-traces', ask],
    queryFn: ({ signal, pageParam }) => listFindingTraces(apiTarget, { ...ask, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
  });
  return {
    ...answerOf({ ...query, data: query.data?.pages.flatMap((page) => page.traces) }),
    loadMore: query.hasNextPage ? () => void query.fetchNextPage() : null,
  };
}
