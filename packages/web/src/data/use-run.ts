/** One run with everything that was recorded of it. */
import { useQuery } from '@tanstack/react-query';
import { getRun, payloadPath } from 'tracenest/api';
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
    queryFn: ({ signal }) => getRun(apiTarget, { runId: row.id, traceId, isLargeApart: true }, { signal }),
    placeholderData: (previous) => (previous?.id === row.id ? previous : undefined),
    staleTime: 10_000,
  });
  return answerOf(query);
}

/** A run with inputs and outputs, however large they are; asked for only when `isWanted`. */
export function useWholeRun(run: RunDetail, isWanted: boolean): Answer<RunDetail> {
  const ask = { runId: run.id, traceId: run.trace_id };
  return answerOf(
    useQuery({
      queryKey: ['whole-run', run.id, run.last_received],
      queryFn: ({ signal }) => getRun(apiTarget, ask, { signal }),
      enabled: isWanted,
      gcTime: 0,
    }),
  );
}

/** The address of an input or output that is too large to come with its run; null: it came. */
export function largeAddress(run: RunDetail, part: 'inputs' | 'outputs'): string | null {
  // A run that is sent again has another address, so that it is fetched again.
  const version = `#${run.last_received}`;
  return run.large?.[part] === undefined ? null : payloadPath({ runId: run.id, traceId: run.trace_id }, part) + version;
}

/** The trace of a run that is known by its id alone. */
export function useTraceOfRun(runId: string): Answer<RunDetail> {
  return answerOf(
    useQuery({ queryKey: ['run', runId], queryFn: ({ signal }) => getRun(apiTarget, { runId }, { signal }) }),
  );
}
