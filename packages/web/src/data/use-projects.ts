/** All projects with their counts, kept up to date. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { listProjects } from 'tracenest/api';
import type { ProjectSummary } from '../model/answers.js';
import { answerOf, type Answer } from './answer.js';
import { apiTarget } from './api-target.js';
import { coalesce } from './coalesce.js';
import { useLive } from './use-live.js';

export function useProjects(): Answer<ProjectSummary[]> {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['projects'],
    queryFn: ({ signal }) => listProjects(apiTarget, { signal }),
  });
  const refresh = useMemo(
    () => coalesce(() => client.refetchQueries({ queryKey: ['projects'] }, { cancelRefetch: false })),
    [client],
  );
  useLive({ projects: true }, refresh);
  return answerOf(query);
}
