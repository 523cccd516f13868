/** Questions about single runs. */
import type { RunDetail } from '../wire/api.js';
import { getJson, pathOf, type ApiTarget, type AskOptions } from './http.js';

export interface GetRunAsk {
  runId: string;
  /** Spares the server a look-up where it is known. */
  traceId?: string | undefined;
  /** Leaves an input or output of more than 1 MB out and says how large it is. Default: all is answered. */
  isLargeApart?: boolean | undefined;
}

/** Where an input or output stands alone, as a path on the server. */
export function payloadPath(ask: GetRunAsk, part: 'inputs' | 'outputs'): string {
  return `/api/app${pathOf(['runs', ask.runId, part], { trace_id: ask.traceId })}`;
}

/** One run with inputs, outputs and everything else that was recorded of it. */
export function getRun(target: ApiTarget, ask: GetRunAsk, options?: AskOptions): Promise<RunDetail> {
  const large = ask.isLargeApart === true ? 'apart' : undefined;
  return getJson<RunDetail>(target, pathOf(['runs', ask.runId], { trace_id: ask.traceId, large }), options);
}
