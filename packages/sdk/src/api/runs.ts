/** Questions about single runs. */
import type { RunDetail } from '../wire/api.js';
import { getJson, pathOf, type ApiTarget, type AskOptions } from './http.js';

export interface GetRunAsk {
  runId: string;
  /** Spares the server a look-up where it is known. */
  traceId?: string | undefined;
}

/** One run with inputs, outputs and everything else that was recorded of it. */
export function getRun(target: ApiTarget, ask: GetRunAsk, options?: AskOptions): Promise<RunDetail> {
  return getJson<RunDetail>(target, pathOf(['runs', ask.runId], { trace_id: ask.traceId }), options);
}
