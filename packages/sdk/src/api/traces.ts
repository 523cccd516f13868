/** Questions about traces: the list of a project's, and one as a tree. */
import type { TraceAnswer, TracePage } from '../wire/api.js';
import { readTrace, unpackTrace, type PackedTrace, type ReadTrace } from '../wire/packed-trace.js';
import { ApiError, getJson, pathOf, type ApiTarget, type AskOptions } from './http.js';

export interface ListTracesAsk {
  /** Name of the project. */
  project: string;
  /** `next_cursor` of the page before; none: the newest traces. */
  cursor?: string | undefined;
  /** Traces in a page. Default: 50. */
  limit?: number | undefined;
}

/** One page of the traces of a project, newest first. */
export function listTraces(target: ApiTarget, ask: ListTracesAsk, options?: AskOptions): Promise<TracePage> {
  const path = pathOf(['projects', ask.project, 'traces'], { cursor: ask.cursor, limit: ask.limit });
  return getJson<TracePage>(target, path, options);
}

export interface GetTraceOptions extends AskOptions {
  /** `none`: without the traces that are joined to it. Default: with them. */
  join?: 'none' | undefined;
  /** Only the run of this id and all below it, in a trace that is too large to be shown whole. Default: the whole trace. */
  root?: string | undefined;
}

/** The tree of a trace, depth first and without payloads. */
export async function getTrace(target: ApiTarget, traceId: string, options?: GetTraceOptions): Promise<TraceAnswer> {
  return unpackTrace(await getPacked(target, traceId, options));
}

/** The same for a view: the times of its rows as columns of numbers. */
export async function getTraceColumns(
  target: ApiTarget,
  traceId: string,
  options?: GetTraceOptions,
): Promise<ReadTrace> {
  return readTrace(await getPacked(target, traceId, options));
}

async function getPacked(
  target: ApiTarget,
  traceId: string,
  { join, root, ...options }: GetTraceOptions = {},
): Promise<PackedTrace> {
  const packed = await getJson<Partial<PackedTrace>>(target, pathOf(['traces', traceId], { join, root }), options);
  if (packed.table === undefined) throw ofAnotherVersion(target);
  return packed as PackedTrace;
}

function ofAnotherVersion({ origin }: ApiTarget): ApiError {
  return new ApiError(
    {
      code: 'unreadable-answer',
      message: `The answer of ${origin} has no table of rows (field table).`,
      remedy: 'Use the same version of tracenest here and on the server.',
    },
    200,
  );
}
