/**
 * Links under which a run and what is below it may be read without a key (§2.14): whoever shares
 * gets a token, and the token is all that a reader needs.
 */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { normalizeId } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import type { RunPage, StoredRun } from '../../query/list-runs.js';
import { jsonAnswer } from '../answers.js';
import type { Bindings } from '../bindings.js';
import { readCursor, writeCursor } from '../cursor.js';
import { idFrom } from './addresses.js';
import { feedbackAnswer } from './feedback.js';
import { idIn, idsIn, jsonObject, maxAskBytes, textIn } from './fields.js';
import type { ApiParts } from './parts.js';
import { runAnswer } from './run-answer.js';
import { oneRunAnswer, runAnswers } from './run-answers.js';
import { storing } from './storing.js';
import { withinBudget } from './within-budget.js';

const pageSize = 100;

/** `PUT`, `GET` and `DELETE /{id}/share` below `/runs`. */
export function shareRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.put('/:id/share', async (c) => {
    const id = idFrom(c.req.param('id'), 'run_id');
    const body = await parts.bodies.withBody(c.env.incoming, async (bytes) => jsonObject(bytes));
    const { besides } = parts.line();
    if ((await readRun(parts, id)) === null) throw new RequestError('run-not-found', { id });
    const token = await storing(besides.shareRun(id, idIn(body, 'share_token') ?? randomUUID()));
    return c.json({ run_id: id, share_token: token });
  });
  // Not shared is an answer, null: with a 404 the clients throw.
  routes.get('/:id/share', async (c) => {
    const id = idFrom(c.req.param('id'), 'run_id');
    const token = (await parts.line().besides.shareTokens([id])).get(id);
    return c.json(token === undefined ? null : { run_id: id, share_token: token });
  });
  routes.delete('/:id/share', async (c) => {
    await storing(parts.line().besides.unshareRun(idFrom(c.req.param('id'), 'run_id')));
    return c.json({ message: 'The link is not valid any more.' });
  });
  return routes;
}

/** Below `/public/{token}`, without a key. */
export function publicRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/:token/run', async (c) => jsonAnswer(c, runAnswer(await sharedBy(c, parts))));
  routes.get('/:token/run/:id', async (c) => {
    const id = idFrom(c.req.param('id'), 'run_id');
    const shared = await sharedBy(c, parts);
    const found = await readRun(parts, id);
    if (found === null || !isWithin(shared, found)) throw new RequestError('run-not-found', { id });
    return jsonAnswer(c, await oneRunAnswer(c, parts.line(), found));
  });
  routes.post('/:token/runs/query', async (c) => {
    const body = await parts.bodies.withBody(c.env.incoming, async (bytes) => jsonObject(bytes), {
      maxBytes: maxAskBytes,
    });
    const page = await sharedRuns(parts, await sharedBy(c, parts), {
      ids: idsIn(body, 'id') ?? null,
      cursor: textIn(body, 'cursor') ?? null,
    });
    const runs = await runAnswers(c, parts.line(), page.runs);
    return jsonAnswer(c, { runs, cursors: { next: writeCursor(page.next) } });
  });
  // npm's listSharedRuns leaves the "?" of its address out, and takes a bare list.
  routes.get('/:token/:asked{runsshare_token=.+}', async (c) => {
    const ids = new URLSearchParams(c.req.param('asked').slice('runs'.length)).getAll('id');
    const shared = await sharedBy(c, parts);
    const ask = { ids: ids.length === 0 ? null : ids.map((id) => idFrom(id, 'id')), cursor: null };
    const { runs } = await sharedRuns(parts, shared, ask);
    return jsonAnswer(c, await runAnswers(c, parts.line(), runs));
  });
  // The link that clients print.
  routes.get('/:token/r', async (c) => {
    await sharedBy(c, parts);
    return c.redirect(`/shared/${encodeURIComponent(c.req.param('token'))}`);
  });
  routes.get('/:token/feedbacks', async (c) => {
    const { run } = await sharedBy(c, parts);
    const found = await parts.line().besides.feedback({ runIds: [run.id], limit: pageSize, offset: 0 });
    return jsonAnswer(c, found.map(feedbackAnswer));
  });
  return routes;
}

/** Throws share-not-found. */
export async function sharedBy(c: Context<Bindings>, parts: ApiParts): Promise<StoredRun> {
  const token = normalizeId(c.req.param('token') ?? '');
  const runId = token === null ? null : await parts.line().besides.sharedRun(token);
  const run = runId === null ? null : await readRun(parts, runId);
  if (run === null) throw new RequestError('share-not-found');
  return run;
}

/** The shared run and what is below it; never an empty page with a cursor. */
export async function sharedRuns(
  parts: ApiParts,
  shared: StoredRun,
  ask: { ids: readonly string[] | null; cursor: string | null },
): Promise<RunPage> {
  const { questions } = parts.line();
  const which = ask.ids === null ? { traceId: shared.trace_id } : { ids: ask.ids };
  let after = readCursor(ask.cursor);
  for (;;) {
    const page = await questions.runs({ ...which, order: 'asc', limit: pageSize, after });
    const runs = page.runs.filter((run) => isWithin(shared, run));
    if (runs.length > 0 || page.next === null) return { ...page, runs };
    after = page.next;
  }
}

/** Null if nothing of it was received. */
export function readRun(parts: ApiParts, id: string): Promise<StoredRun | null> {
  return withinBudget(() => parts.line().questions.runById(id));
}

/** A link to a run is none to what is above or beside it. */
export function isWithin(shared: StoredRun, run: StoredRun): boolean {
  if (run.trace_id !== shared.trace_id) return false;
  if (shared.run.id === shared.trace_id || run.run.id === shared.run.id) return true;
  const above = runAnswer(run)['parent_run_ids'];
  return Array.isArray(above) && above.includes(shared.run.id);
}
