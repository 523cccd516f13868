/** What lies beside a run: feedback and files. */
import type { BesideAnswer, FeedbackAnswer, FeedbackWish } from '../wire/api-beside.js';
import { getJson, pathOf, sendJson, type ApiTarget, type AskOptions } from './http.js';

/** The feedback and the files of a run. */
export function getBeside(target: ApiTarget, runId: string, options?: AskOptions): Promise<BesideAnswer> {
  return getJson<BesideAnswer>(target, pathOf(['runs', runId, 'beside']), options);
}

/** Says something about a run. */
export async function addFeedback(
  target: ApiTarget,
  runId: string,
  wish: FeedbackWish,
  options?: AskOptions,
): Promise<FeedbackAnswer> {
  const path = pathOf(['runs', runId, 'feedback']);
  return (await sendJson(target, path, { method: 'POST', body: wish }, options)) as FeedbackAnswer;
}

/** Takes feedback back, whoever gave it. */
export async function deleteFeedback(target: ApiTarget, feedbackId: string, options?: AskOptions): Promise<void> {
  await sendJson(target, pathOf(['feedback', feedbackId]), { method: 'DELETE' }, options);
}
