/** Links under which others read a run and all below it, and what such a link leads to. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getShare, getShared, shareRun, unshareRun } from 'tracenest/api';
import type { SharedAnswer, ShareAnswer } from '../model/answers.js';
import { answerOf, problemOf, type Answer, type Problem } from './answer.js';
import { apiTarget } from './api-target.js';

export interface Share extends Answer<ShareAnswer> {
  share: () => void;
  unshare: () => void;
  isBusy: boolean;
  /** Why the last change was refused. */
  refusal: Problem | null;
}

export function useShare(runId: string): Share {
  const client = useQueryClient();
  const queryKey = ['share', runId];
  const query = useQuery({ queryKey, queryFn: ({ signal }) => getShare(apiTarget, runId, { signal }) });
  const change = useMutation({
    mutationFn: async (isWanted: boolean) => {
      if (isWanted) await shareRun(apiTarget, runId);
      else await unshareRun(apiTarget, runId);
    },
    onSettled: () => client.refetchQueries({ queryKey }),
  });
  return {
    ...answerOf(query),
    share: () => change.mutate(true),
    unshare: () => change.mutate(false),
    isBusy: change.isPending,
    refusal: change.error === null ? null : problemOf(change.error),
  };
}

/** What the link of this page leads to. */
export function useShared(): Answer<SharedAnswer> {
  return answerOf(useQuery({ queryKey: ['shared'], queryFn: ({ signal }) => getShared(apiTarget, { signal }) }));
}
