/** One run with everything that was recorded of it. */
import { queryOptions, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getRun, payloadPath } from 'tracenest/api';
import type { RunDetail, TraceRowAnswer, TraceSummary } from '../model/answers.js';
import { answerOf, problemOf, type Answer, type Problem } from './answer.js';
import { apiTarget, pageBase } from './api-target.js';

/**
 * The run of a row; null: nothing is asked. It is asked for again when the row changes, and, while
 * the run is pending, when anything in its trace does: its payloads may grow without a change to the row.
 */
export function useRun(traceId: string, row: TraceRowAnswer | null, changeCount: number): Answer<RunDetail> {
  return answerOf(useQuery(runOfRow(traceId, row, changeCount)));
}

function runOfRow(traceId: string, row: TraceRowAnswer | null, changeCount: number) {
  const runId = row?.id ?? '';
  const state = [row?.status, row?.self_ms, row?.waiting_ms, row?.name, row?.findings.join()];
  return queryOptions({
    queryKey: ['run', runId, traceId, ...state, row?.status === 'pending' ? changeCount : 0],
    queryFn: ({ signal }) => getRun(apiTarget, { runId, traceId, isLargeApart: true }, { signal }),
    placeholderData: (previous) => (previous?.id === runId ? previous : undefined),
    enabled: row !== null,
    staleTime: 10_000,
  });
}

export interface LoadedRuns {
  /** Those that came so far, from the first on and without a gap. */
  runs: readonly RunDetail[];
  problem: Problem | null;
}

/** The runs of several rows, in their order. */
export function useRuns(traceId: string, rows: readonly TraceRowAnswer[], changeCount: number): LoadedRuns {
  return useQueries({
    queries: rows.map((row) => runOfRow(traceId, row, changeCount)),
    combine: loadedRuns,
  });
}

function loadedRuns(queries: readonly Pick<UseQueryResult<RunDetail>, 'data' | 'error'>[]): LoadedRuns {
  const gap = queries.findIndex(({ data }) => data === undefined);
  const runs = queries.slice(0, gap < 0 ? undefined : gap).flatMap(({ data }) => data ?? []);
  const error = gap < 0 ? null : (queries[gap]?.error ?? null);
  return { runs, problem: error === null ? null : problemOf(error) };
}

/** The root of a trace in a list, asked for again when the list tells of a change. Nothing while it has not been received. */
export function useRootRun(trace: TraceSummary): Answer<RunDetail> {
  const runId = trace.root_run_id ?? '';
  return answerOf(
    useQuery({
      queryKey: ['run', runId, trace.trace_id, trace.status, trace.end_time, trace.outputs_preview],
      queryFn: ({ signal }) => getRun(apiTarget, { runId, traceId: trace.trace_id, isLargeApart: true }, { signal }),
      placeholderData: (previous) => (previous?.id === runId ? previous : undefined),
      enabled: runId !== '',
      staleTime: 60_000,
    }),
  );
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
  return run.large?.[part] === undefined
    ? null
    : pageBase + payloadPath({ runId: run.id, traceId: run.trace_id }, part) + version;
}

/** The trace of a run that is known by its id alone. */
export function useTraceOfRun(runId: string): Answer<RunDetail> {
  return answerOf(
    useQuery({ queryKey: ['run', runId], queryFn: ({ signal }) => getRun(apiTarget, { runId }, { signal }) }),
  );
}
