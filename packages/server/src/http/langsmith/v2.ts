/** Runs and traces in LangSmith's v2 API, to which its clients move. */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { RequestError } from '../../errors.js';
import type { RunListAsk, StoredRun } from '../../query/list-runs.js';
import { jsonAnswer } from '../answers.js';
import type { Bindings } from '../bindings.js';
import { writeCursor } from '../cursor.js';
import { ownOrigin } from '../own-origin.js';
import { idFrom, textsOf } from './addresses.js';
import { booleanIn, idIn, idsIn, textIn, type Fields } from './fields.js';
import { outOfScopeRoutes } from './out-of-scope.js';
import type { ApiParts } from './parts.js';
import { readBeside } from './run-answers.js';
import { isWithin, readRun, sharedBy, sharedRuns } from './share.js';
import { storing } from './storing.js';
import { runAnswerV2 } from './v2-answer.js';
import { allRuns, defined, filtersIn, pageIn, projectsIn, readBody, sendPage, spanIn } from './v2-asks.js';
import { projectRoutesV2 } from './v2-projects.js';
import { threadRoutes } from './v2-threads.js';

/** The routes below `/api/v2` and `/v2`. */
export function langsmithApiV2(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.route('/', outOfScopeRoutes());
  routes.route('/threads', threadRoutes(parts));
  routes.route('/sessions', projectRoutesV2(parts));

  routes.post('/runs/query', async (c) => {
    const body = await readBody(c, parts);
    if (textIn(body, 'reference_dataset_id') !== undefined)
      return c.json({ items: [], next_cursor: null, has_more: false });
    const ask: RunListAsk = {
      ...pageIn(body),
      ...spanIn(body),
      ...filtersIn(body),
      ...projectsIn(body),
      ...defined('ids', idsIn(body, 'ids')),
      ...defined('traceId', idIn(body, 'trace_id')),
      ...defined('runType', textIn(body, 'run_type')?.toLowerCase()),
      ...defined('isRoot', booleanIn(body, 'is_root')),
      ...defined('hasError', booleanIn(body, 'has_error')),
    };
    return sendPage(c, parts, ask, (items) => answerRuns(c, parts, items, selectsIn(body)));
  });

  routes.post('/traces/query', async (c) => {
    const body = await readBody(c, parts);
    const traceIds = idsIn(body, 'trace_ids');
    const ask: RunListAsk = {
      ...pageIn(body),
      ...spanIn(body),
      ...filtersIn(body),
      ...projectsIn(body),
      ...defined('ids', traceIds),
      isRoot: true,
    };
    return sendPage(c, parts, ask, async (roots) => {
      const answers = await answerRuns(c, parts, roots, [...selectsIn(body)]);
      const sums = await answerRuns(c, parts, roots, ['FIRST_TOKEN_TIME', 'TOTAL_TOKENS', 'TOTAL_COST']);
      return answers.map((root, i) => ({ root_run: root, trace_aggregates: sums[i] }));
    });
  });

  routes.get('/runs/:id', async (c) => {
    const run = await demandRun(parts, idFrom(c.req.param('id'), 'run_id'));
    return jsonAnswer(c, (await answerRuns(c, parts, [run], textsOf(c, 'selects') ?? []))[0]);
  });

  routes.get('/runs/:id/url', async (c) => {
    const { run } = await demandRun(parts, idFrom(c.req.param('id'), 'run_id'));
    return c.json({ url: `${ownOrigin(c)}/run/${run.id}` });
  });

  routes.get('/traces/:id/runs', async (c) => {
    const traceId = idFrom(c.req.param('id'), 'trace_id');
    const said = { filter: c.req.query('filter') };
    // All of it at once: this answer has no pages.
    const runs = await allRuns(c, parts, { ...filtersIn(said), traceId });
    const items = await answerRuns(c, parts, inTreeOrder(runs), textsOf(c, 'selects') ?? []);
    return jsonAnswer(c, { items });
  });

  routes.post('/runs/:id/share', async (c) => {
    const { run } = await demandRun(parts, idFrom(c.req.param('id'), 'run_id'));
    return c.json({ share_token: await storing(parts.line().besides.shareRun(run.id, randomUUID())) });
  });
  routes.delete('/runs/:id/share', async (c) => {
    await storing(parts.line().besides.unshareRun(idFrom(c.req.param('id'), 'run_id')));
    return c.body(null, 204);
  });

  routes.get('/public/:token/run/:id', async (c) => {
    const shared = await sharedBy(c, parts);
    const id = idFrom(c.req.param('id'), 'run_id');
    const run = await demandRun(parts, id);
    if (!isWithin(shared, run)) throw new RequestError('run-not-found', { id });
    return jsonAnswer(c, (await answerRuns(c, parts, [run], textsOf(c, 'selects') ?? []))[0]);
  });
  routes.post('/public/:token/runs/query', async (c) => {
    const body = await readBody(c, parts);
    const ask = { ids: idsIn(body, 'ids') ?? null, cursor: textIn(body, 'cursor') ?? null };
    const { runs, next } = await sharedRuns(parts, await sharedBy(c, parts), ask);
    const items = await answerRuns(c, parts, runs, selectsIn(body));
    return jsonAnswer(c, { items, next_cursor: writeCursor(next), has_more: next !== null });
  });
  return routes;
}

/** Depth-first, those that began in the same moment as they were begun; a run without an order by its time. */
function inTreeOrder(runs: readonly StoredRun[]): StoredRun[] {
  const keys = new Map(
    runs.map((stored) => [stored, stored.run.dotted_order ?? stored.start_time.replaceAll(/[-:.]/gu, '')]),
  );
  const keyOf = (stored: StoredRun): string => keys.get(stored) ?? '';
  return runs.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

async function answerRuns(
  c: Context<Bindings>,
  parts: ApiParts,
  runs: readonly StoredRun[],
  selects: readonly string[],
): Promise<Record<string, unknown>[]> {
  const beside = await readBeside(c, parts.line(), runs);
  return runs.map((stored) => runAnswerV2(stored, selects, beside.get(stored.run.id)));
}

async function demandRun(parts: ApiParts, id: string): Promise<StoredRun> {
  const run = await readRun(parts, id);
  if (run === null) throw new RequestError('run-not-found', { id });
  return run;
}

function selectsIn(body: Fields): string[] {
  const selects = body['selects'];
  return Array.isArray(selects) ? selects.filter((name) => typeof name === 'string') : [];
}
