/**
 * Sharing for our page: `/runs/{id}/share` below `/api/app`, and what a reader without a key may ask
 * below `/shared/{token}/api/app`, where the page of a shared link asks for everything: the shared run
 * and all below it, and nothing above, beside or elsewhere.
 */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { PackedTrace, RunDetail, SharedAnswer, ShareAnswer, TurnAnswer } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import type { StoredRun } from '../query/list-runs.js';
import type { RunPart } from '../query/get-run.js';
import { jsonAnswer } from './answers.js';
import { besideOf } from './beside.js';
import type { Bindings } from './bindings.js';
import { encodedBody } from './encoded-body.js';
import type { ApiParts } from './langsmith/parts.js';
import { isWithin, readRun, sharedBy } from './langsmith/share.js';
import { storing } from './langsmith/storing.js';
import { idOf } from './queries.js';
import { searchedTrace } from './search.js';
import { sharedRun, sharedTrace } from './shared-view.js';

/** The routes below `/api/app`. */
export function ownShareRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  const answer = (c: Context<Bindings>, token: string | null): Response => {
    const body: ShareAnswer = { token };
    return c.json(body, 200, { 'cache-control': 'no-store' });
  };
  routes.get('/runs/:id/share', async (c) => {
    const id = idOf(c.req.param('id'), 'run_id');
    return answer(c, (await parts.line().besides.shareTokens([id])).get(id) ?? null);
  });
  routes.put('/runs/:id/share', async (c) => {
    const id = idOf(c.req.param('id'), 'run_id');
    if ((await readRun(parts, id)) === null) throw new RequestError('run-not-found', { id });
    return answer(c, await storing(parts.line().besides.shareRun(id, randomUUID())));
  });
  routes.delete('/runs/:id/share', async (c) => {
    await storing(parts.line().besides.unshareRun(idOf(c.req.param('id'), 'run_id')));
    return answer(c, null);
  });
  return routes;
}

/** The routes below `/shared`. */
export function sharedRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.use('/:token/api/app/*', async (c, next) => {
    await next();
    c.res.headers.set('cache-control', 'no-store');
  });

  routes.get('/:token/api/app/shared', async (c) => {
    const { run, trace_id } = await sharedBy(c, parts);
    const answer: SharedAnswer = { run_id: run.id, trace_id };
    return c.json(answer);
  });

  routes.get('/:token/api/app/traces/:id', async (c) => {
    const shared = await sharedBy(c, parts);
    const id = traceIn(c, shared);
    const isWhole = shared.run.id === shared.trace_id;
    const asked = c.req.query('root');
    const root = asked === undefined || asked === '' ? null : (await runWithin(parts, shared, asked)).run.id;
    const trace = await readTrace(parts, id, root ?? (isWhole ? null : shared.run.id));
    return jsonAnswer(c, sharedTrace(trace, isWhole));
  });
  routes.get('/:token/api/app/traces/:id/search', async (c) => {
    const shared = await sharedBy(c, parts);
    const traceId = traceIn(c, shared);
    const answer = await searchedTrace(c, parts.line(), { traceId, join: false });
    if (shared.run.id === traceId) return c.json(answer);
    const within = new Set((await readTrace(parts, traceId, shared.run.id)).table.ids);
    return c.json({ ...answer, run_ids: answer.run_ids.filter((id) => within.has(id)) });
  });

  // Which conversation it is part of is not shared with it.
  routes.get('/:token/api/app/traces/:id/turn', async (c) => {
    traceIn(c, await sharedBy(c, parts));
    const answer: TurnAnswer = { turn: null };
    return c.json(answer);
  });

  const read = async (c: Context<Bindings>, part: RunPart): Promise<Uint8Array<ArrayBuffer>> => {
    const { run, trace_id } = await runWithin(parts, await sharedBy(c, parts), c.req.param('id'));
    const answer = await parts.line().questions.run(run.id, trace_id, part);
    if (answer === null) throw new RequestError('run-not-found', { id: run.id });
    return answer;
  };
  const sendPayload = async (c: Context<Bindings>, part: 'inputs' | 'outputs'): Promise<Response> => {
    const { body, headers } = encodedBody(await read(c, part));
    return c.body(body, 200, { ...headers, 'content-type': 'application/json' });
  };
  routes.get('/:token/api/app/runs/:id', async (c) => {
    const answer = await read(c, c.req.query('large') === 'apart' ? 'head' : 'whole');
    return jsonAnswer(c, sharedRun(readJson(answer) as RunDetail));
  });
  routes.get('/:token/api/app/runs/:id/inputs', (c) => sendPayload(c, 'inputs'));
  routes.get('/:token/api/app/runs/:id/outputs', (c) => sendPayload(c, 'outputs'));
  routes.get('/:token/api/app/runs/:id/beside', async (c) => {
    const { run } = await runWithin(parts, await sharedBy(c, parts), c.req.param('id'));
    return jsonAnswer(c, await besideOf(parts.line(), run.id));
  });
  // Everything else below would be taken for an address of the page.
  routes.all('/:token/api/*', (c) => {
    throw new RequestError('route-not-found', { method: c.req.method, path: c.req.path });
  });
  return routes;
}

/** Throws trace-not-found for every trace but the shared one. */
function traceIn(c: Context<Bindings>, shared: StoredRun): string {
  const id = idOf(c.req.param('id'), 'trace_id');
  if (id !== shared.trace_id) throw new RequestError('trace-not-found', { id });
  return id;
}

/** Throws run-not-found for every run but those that are shared. */
async function runWithin(parts: ApiParts, shared: StoredRun, text: string | undefined): Promise<StoredRun> {
  const id = idOf(text, 'run_id');
  const found = await readRun(parts, id);
  if (found === null || !isWithin(shared, found)) throw new RequestError('run-not-found', { id });
  return found;
}

/** The rows below `root`, null: all. Throws trace-not-found. */
async function readTrace(parts: ApiParts, id: string, root: string | null): Promise<PackedTrace> {
  const answer = await parts.line().questions.trace(id, false, root);
  if (answer === null) throw new RequestError('trace-not-found', { id });
  return readJson(answer) as PackedTrace;
}

function readJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
