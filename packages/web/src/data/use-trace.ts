/** One trace as a tree, kept up to date while the page shows it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { getTraceColumns, joinTraces, partTraces } from 'tracenest/api';
import type { JoinAnswer, TraceAnswer } from '../model/answers.js';
import { shapeOf, type TraceShape } from '../model/trace-shape.js';
import { answerOf, problemOf, type Answer, type Problem } from './answer.js';
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

/**
 * @param isAlone without the traces that are joined to it
 * @param root only the run of this id and all below it; null: all of it
 */
export function useTrace(traceId: string, isAlone: boolean, root: string | null): LiveTrace {
  const client = useQueryClient();
  const [changeCount, setChangeCount] = useState(0);
  const query = useQuery<LoadedTrace>({
    queryKey: ['trace', traceId, isAlone, root],
    placeholderData: (previous) => previous,
    queryFn: async ({ signal }) => {
      const join = isAlone ? 'none' : undefined;
      const answer = await getTraceColumns(apiTarget, traceId, { signal, join, root: root ?? undefined });
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

type JoinWish = Omit<JoinAnswer, 'by'>;

export interface Joining {
  /** Shows roots of other traces below runs of this or another one from now on. */
  join: (joins: readonly JoinWish[]) => void;
  /** Shows each of these roots in a trace of its own from now on. */
  part: (joins: readonly JoinWish[]) => void;
  isBusy: boolean;
  problem: Problem | null;
}

/** Joins traces and takes them apart: for every reader, until somebody does the other. */
export function useJoining(): Joining {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: async ({ are, wishes }: { are: 'joined' | 'parted'; wishes: readonly JoinWish[] }) => {
      for (const wish of wishes) {
        if (are === 'joined') await joinTraces(apiTarget, wish);
        else await partTraces(apiTarget, wish.run_id);
      }
    },
    // Also where one of several was refused: the others are joined.
    onSettled: () => client.refetchQueries({ queryKey: ['trace'] }),
  });
  return {
    join: (wishes) => change.mutate({ are: 'joined', wishes }),
    part: (wishes) => change.mutate({ are: 'parted', wishes }),
    isBusy: change.isPending,
    problem: change.error === null ? null : problemOf(change.error),
  };
}
