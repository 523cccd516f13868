/** What the runs of a trace took and gave, as numbers by which it is compared with another one. */
import { useQuery } from '@tanstack/react-query';
import { getTraceContents } from 'tracenest/api';
import type { Contents } from '../model/compare/compare-traces.js';
import { answerOf, type Answer } from './answer.js';
import { apiTarget } from './api-target.js';

/** @param changeCount with each change it is asked again */
export function useContents(traceId: string, changeCount: number): Answer<Contents> {
  const query = useQuery<Contents>({
    queryKey: ['contents', traceId, changeCount],
    placeholderData: (previous) => previous,
    queryFn: async ({ signal }) => {
      const { run_ids: ids, inputs, outputs } = await getTraceContents(apiTarget, traceId, { signal });
      const byRun = (column: readonly number[]): Map<string, number> =>
        new Map(ids.map((id, index) => [id, column[index] ?? 0]));
      return { inputs: byRun(inputs), outputs: byRun(outputs) };
    },
  });
  return answerOf(query);
}
