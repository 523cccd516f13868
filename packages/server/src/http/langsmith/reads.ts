/** Runs out, in the v1 shape: one by id, and lists by conditions. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { RequestError } from '../../errors.js';
import { jsonAnswer } from '../answers.js';
import { askerGone } from '../asker-gone.js';
import type { Bindings } from '../bindings.js';
import { readCursor, writeCursor } from '../cursor.js';
import { booleanIn, idIn, idsIn, jsonObject, textIn, type Fields } from './fields.js';
import type { ApiParts } from './parts.js';
import { oneRunAnswer, runAnswers } from './run-answers.js';
import { conditionsIn } from './run-conditions.js';
import type { Run, SelectedRun } from './shapes.js';
import { readRun } from './share.js';
import { storing } from './storing.js';
import { withinBudget } from './within-budget.js';
import { shown } from '../shown.js';

const maxLimit = 100;
/** In every answer, whatever was selected: without them the clients' own models of a run cannot be made. */
const always = ['id', 'name', 'run_type', 'start_time', 'trace_id', 'dotted_order', 'status', 'session_id', 'app_path'];
const signedUrl = '_or_signed_url';

/** `GET /{id}`, `POST /query`, `POST /query/validate`, `POST /delete` and what is refused in words, below `/runs`. */
export function readRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  const bodyOf = (c: Context<Bindings>): Promise<Fields> =>
    parts.bodies.withBody(c.env.incoming, async (body) => jsonObject(body));

  routes.post('/query', async (c) => {
    const body = await bodyOf(c);
    const ask = {
      ...conditionsIn(body),
      order: orderIn(body),
      limit: limitIn(body),
      after: readCursor(textIn(body, 'cursor')),
    };
    const page = await withinBudget(() => parts.line().questions.runs(ask, { signal: askerGone(c) }));
    const select = selectIn(body);
    const runs = await runAnswers(c, parts.line(), page.runs);
    return jsonAnswer(c, {
      runs: select === null ? runs : runs.map((run) => selected(run, select)),
      cursors: { next: writeCursor(page.next) },
      parsed_query: null,
    });
  });

  routes.post('/query/validate', async (c) => {
    const body = await bodyOf(c);
    conditionsIn(body);
    limitIn(body);
    return c.json({ valid: true });
  });

  routes.post('/generate-query', () => {
    throw new RequestError('out-of-scope', {
      what: 'questions in words',
      instead: 'Write a filter, such as and(eq(run_type, "llm"), gt(latency, "5s")), and send it to POST /runs/query.',
    });
  });
  routes.post('/delete', async (c) => {
    const body = await bodyOf(c);
    const projectId = idIn(body, 'session_id');
    const traceIds = idsIn(body, 'trace_ids');
    if (projectId === undefined) throw absent('session_id', 'the id of the project');
    if (traceIds === undefined) throw absent('trace_ids', 'a list of the ids of traces');
    const [project] = await parts.line().questions.findProjects({ ids: [projectId], limit: 1, offset: 0 });
    if (project === undefined) throw new RequestError('project-not-found', { name: projectId });
    return c.json({ deleted_runs: await storing(parts.line().deletions.deleteTraces(projectId, traceIds)) });
  });

  routes.get('/:id', async (c) => {
    const id = idIn({ id: c.req.param('id') }, 'id') ?? '';
    const stored = await readRun(parts, id);
    if (stored === null) throw new RequestError('run-not-found', { id });
    const run = await oneRunAnswer(c, parts.line(), stored);
    const bare = booleanIn({ exclude_serialized: c.req.query('exclude_serialized') }, 'exclude_serialized') === true;
    return jsonAnswer(c, bare ? { ...run, serialized: null } : run);
  });
  return routes;
}

function absent(field: string, expected: string): RequestError {
  return new RequestError('bad-value', { field, value: 'absent', expected });
}

/** The clients pass a user's `limit: 250` on and then ask for page after page: clamped, not refused. */
function limitIn(body: Fields): number {
  const limit = body['limit'];
  if (limit === undefined || limit === null) return maxLimit;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1) {
    throw new RequestError('bad-value', {
      field: 'limit',
      value: shown(limit),
      expected: `a whole number from 1 to ${maxLimit}`,
    });
  }
  return Math.min(limit, maxLimit);
}

function orderIn(body: Fields): 'asc' | 'desc' {
  const order = textIn(body, 'order') ?? 'desc';
  if (order === 'asc' || order === 'desc') return order;
  throw new RequestError('bad-value', { field: 'order', value: shown(order), expected: 'asc or desc' });
}

/** Names that are not known say nothing; null: everything is wanted. */
function selectIn(body: Fields): ReadonlySet<string> | null {
  const names = body['select'];
  if (!Array.isArray(names) || names.length === 0) return null;
  const plain = names
    .filter((name) => typeof name === 'string')
    .map((name) => (name.endsWith(signedUrl) ? name.slice(0, -signedUrl.length) : name));
  return new Set([...always, ...plain]);
}

function selected(run: Run, names: ReadonlySet<string>): SelectedRun {
  return Object.fromEntries(Object.entries(run).filter(([name]) => names.has(name)));
}
