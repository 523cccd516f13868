/** What the server says of itself, asked again until it has received something. */
import { useQuery } from '@tanstack/react-query';
import { getStatus } from 'tracenest/api';
import type { AppStatus } from '../model/answers.js';
import { answerOf, type Answer } from './answer.js';
import { apiTarget } from './api-target.js';

/** A first run is usually announced by the live socket; this is for where that does not work. */
const ASK_AGAIN_MS = 2000;

export function useStatus(): Answer<AppStatus> {
  const query = useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => getStatus(apiTarget, { signal }),
    refetchInterval: ({ state }) => (state.data?.has_runs === true && state.error === null ? false : ASK_AGAIN_MS),
  });
  return answerOf(query);
}
