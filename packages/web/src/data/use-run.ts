/** One run with everything that was recorded of it. */
import { useQuery } from '@tanstack/react-query';
import { getRun } from 'tracenest/api';
import type { RunDetail, TraceRowAnswer } from '../model/answers.js';
import { answerOf, type Answer } from './answer.js';
import { apiTarget } from './api-target.js';

/**
 * The run of a row. It is asked for again when the row changes, and, while the run is pending,
 * when anything in its trace does: its payloads may grow without a change to the row.
 */
export function useRun(traceId: string, row: TraceRowAnswer, changeCount: number): Answer<RunDetail> {
  const state = [row.status, row.end_time, row.name, row.findings.join()];
  const query = useQuery({
    queryKey: ['run', row.id, traceId, ...state, row.status === 'pending' ? changeCount : 0],
    queryFn: ({ signal }) => getRun(apiTarget, { runId: row.id, traceId }, { signal }),
    placeholderData: (previous) => (previous?.id === row.id ? previous : undefined),
    staleTime: 10_000,
  });
  return answerOf(query);
}

/** The trace of a run that is known by its id alone. */
export function useTraceOfRun(runId: string): Answer<RunDetail> {
  return answerOf(
    useQuery({ queryKey: ['run', runId], queryFn: ({ signal }) => getRun(apiTarget, { runId }, { signal }) }),
  );
}
