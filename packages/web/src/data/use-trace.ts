/** One trace as a tree, kept up to date while the page shows it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { getTrace } from 'tracenest/api';
import type { TraceAnswer } from '../model/answers.js';
import { shapeOf, type TraceShape } from '../model/trace-shape.js';
import { answerOf, type Answer } from './answer.js';
import { apiTarget } from './api-target.js';
import { coalesce } from './coalesce.js';
import { useLive } from './use-live.js';

export interface LoadedTrace {
  answer: TraceAnswer;
  shape: TraceShape;
  /** To add to this browser's clock to get the server's. Milliseconds. */
  clockOffsetMs: number;
}

export interface LiveTrace extends Answer<LoadedTrace> {
  /** Counts the changes that the server told of. */
  changeCount: number;
}

/** Where the live socket says nothing, a trace that may still change is asked for again. */
const ASK_AGAIN_MS = 5000;

export function useTrace(traceId: string): LiveTrace {
  const client = useQueryClient();
  const [changeCount, setChangeCount] = useState(0);
  const query = useQuery({
    queryKey: ['trace', traceId],
    queryFn: async ({ signal }): Promise<LoadedTrace> => {
      const answer = await getTrace(apiTarget, traceId, { signal });
      return { answer, shape: shapeOf(answer), clockOffsetMs: Date.parse(answer.now) - Date.now() };
    },
    refetchInterval: ({ state }) => {
      if (state.error !== null) return ASK_AGAIN_MS / 2;
      return state.data?.answer.is_live === true ? ASK_AGAIN_MS : false;
    },
  });
  const refresh = useMemo(
    () =>
      coalesce(async () => {
        await client.refetchQueries({ queryKey: ['trace', traceId] }, { cancelRefetch: false });
        setChangeCount((count) => count + 1);
      }),
    [client, traceId],
  );
  useLive({ trace: query.data?.answer.trace_id ?? traceId }, refresh);
  return { ...answerOf(query), changeCount };
}
