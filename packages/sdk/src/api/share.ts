/** Links under which a run and all below it can be read without a key. */
import type { SharedAnswer, ShareAnswer } from '../wire/api-beside.js';
import { getJson, pathOf, sendJson, type ApiTarget, type AskOptions } from './http.js';

/** Whether a run is shared, and under which token. */
export function getShare(target: ApiTarget, runId: string, options?: AskOptions): Promise<ShareAnswer> {
  return getJson<ShareAnswer>(target, pathOf(['runs', runId, 'share']), options);
}

/** Shares a run; one that is shared keeps its token. */
export async function shareRun(target: ApiTarget, runId: string, options?: AskOptions): Promise<ShareAnswer> {
  return (await sendJson(target, pathOf(['runs', runId, 'share']), { method: 'PUT' }, options)) as ShareAnswer;
}

/** The link is dead from now on; sharing again makes another. */
export async function unshareRun(target: ApiTarget, runId: string, options?: AskOptions): Promise<void> {
  await sendJson(target, pathOf(['runs', runId, 'share']), { method: 'DELETE' }, options);
}

/** What is shared. `target`: its origin ends with `/shared/{token}`. */
export function getShared(target: ApiTarget, options?: AskOptions): Promise<SharedAnswer> {
  return getJson<SharedAnswer>(target, '/shared', options);
}
