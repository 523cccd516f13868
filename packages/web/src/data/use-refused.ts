/** What of a project could not be taken. A run that is refused changes no trace, so that no page is told: it is asked again. */
import { useQuery } from '@tanstack/react-query';
import { listRefused } from 'tracenest/api';
import type { RefusedReason } from '../model/answers.js';
import { answerOf, type Answer } from './answer.js';
import { apiTarget } from './api-target.js';

const ASK_AGAIN_MS = 10_000;

export function useRefused(project: string): Answer<RefusedReason[]> {
  return answerOf(
    useQuery({
      queryKey: ['refused', project],
      queryFn: ({ signal }) => listRefused(apiTarget, project, { signal }),
      refetchInterval: ASK_AGAIN_MS,
    }),
  );
}
