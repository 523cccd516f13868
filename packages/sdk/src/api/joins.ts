/** Two traces shown as one, and taken apart again. What was sent stays as it is. */
import type { JoinAnswer } from '../wire/api-findings.js';
import { pathOf, sendJson, type ApiTarget, type AskOptions } from './http.js';

/** From now on the root of one trace is shown below a run of the other. */
export async function joinTraces(target: ApiTarget, join: Omit<JoinAnswer, 'by'>, options?: AskOptions): Promise<void> {
  await sendJson(target, pathOf(['joins']), { method: 'POST', body: join }, options);
}

/** From now on the root is shown in a trace of its own, also where an id says where it belongs. */
export async function partTraces(target: ApiTarget, runId: string, options?: AskOptions): Promise<void> {
  await sendJson(target, pathOf(['joins', runId]), { method: 'DELETE' }, options);
}
