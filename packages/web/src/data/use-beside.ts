/** What lies beside a run: feedback and files, and how to add to the first. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { addFeedback, deleteFeedback, getBeside } from 'tracenest/api';
import type { BesideAnswer, FeedbackWish } from '../model/answers.js';
import { answerOf, problemOf, type Answer, type Problem } from './answer.js';
import { apiTarget } from './api-target.js';

export interface Beside extends Answer<BesideAnswer> {
  add: (wish: FeedbackWish, onAdded: () => void) => void;
  remove: (feedbackId: string) => void;
  isBusy: boolean;
  /** Why the last change was refused. */
  refusal: Problem | null;
}

export function useBeside(runId: string): Beside {
  const client = useQueryClient();
  const queryKey = ['beside', runId];
  const query = useQuery({ queryKey, queryFn: ({ signal }) => getBeside(apiTarget, runId, { signal }) });
  const change = useMutation({
    mutationFn: async (wish: FeedbackWish | { taken: string }) => {
      if ('taken' in wish) await deleteFeedback(apiTarget, wish.taken);
      else await addFeedback(apiTarget, runId, wish);
    },
    onSettled: () => client.refetchQueries({ queryKey }),
  });
  return {
    ...answerOf(query),
    add: (wish, onAdded) => change.mutate(wish, { onSuccess: onAdded }),
    remove: (taken) => change.mutate({ taken }),
    isBusy: change.isPending,
    refusal: change.error === null ? null : problemOf(change.error),
  };
}
