/** Waits for the first trace that ever reaches this server, and finds out where it is. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { listProjects, listTraces } from 'tracenest/api';
import { apiTarget } from './api-target.js';
import { useLive } from './use-live.js';
import { useStatus } from './use-status.js';

/** Id of the first trace; null while there is none. */
export function useFirstTrace(): string | null {
  const client = useQueryClient();
  const status = useStatus();
  useLive({ projects: true }, () => void client.invalidateQueries({ queryKey: ['status'] }));
  const hasRuns = status.data?.has_runs === true;
  const first = useQuery({
    queryKey: ['first-trace'],
    queryFn: ({ signal }) => findFirstTrace(signal),
    enabled: hasRuns,
    // A run may be counted a moment before its trace is listed.
    refetchInterval: ({ state }) => (typeof state.data === 'string' ? false : 500),
  });
  return first.data ?? null;
}

async function findFirstTrace(signal: AbortSignal): Promise<string | null> {
  const [project] = (await listProjects(apiTarget, { signal })).filter((one) => one.trace_count > 0);
  if (project === undefined) return null;
  const { traces } = await listTraces(apiTarget, { project: project.name, limit: 1 }, { signal });
  return traces[0]?.trace_id ?? null;
}
