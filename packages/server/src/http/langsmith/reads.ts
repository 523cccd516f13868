/** Runs out, in the v1 shape: one by id, and lists by conditions. */
import { Hono } from 'hono';
import type { Bindings } from '../bindings.js';
import { RequestError } from '../../errors.js';
import type { RunListAsk } from '../../query/list-runs.js';
import { jsonAnswer } from '../answers.js';
import { readCursor, writeCursor } from '../cursor.js';
import { booleanIn, idIn, idsIn, jsonObject, textIn, timeIn, type Fields } from './fields.js';
import { parseFilter } from './filter.js';
import type { ApiParts } from './parts.js';
import { runAnswers } from './run-answers.js';

const maxLimit = 100;
/** Other filters of the v1 query, which would have to change the answer. */
const unsupported = ['trace_filter', 'tree_filter', 'query', 'reference_example'];

/** `GET /{id}` and `POST /query` below `/runs`. */
export function readRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.post('/query', async (c) => {
    const ask = await parts.bodies.withBody(c.env.incoming, async (body) => runListAsk(jsonObject(body)));
    const page = await parts.line().questions.runs(ask);
    return jsonAnswer(c, {
      runs: await runAnswers(c, parts.line(), page.runs),
      cursors: { next: writeCursor(page.next) },
      parsed_query: null,
    });
  });
  routes.get('/:id', async (c) => {
    const id = idIn({ id: c.req.param('id') }, 'id') ?? '';
    const page = await parts.line().questions.runs({ ids: [id], order: 'desc', limit: 1, after: null });
    const run = page.runs[0];
    if (run === undefined) throw new RequestError('run-not-found', { id });
    return jsonAnswer(c, (await runAnswers(c, parts.line(), [run]))[0]);
  });
  return routes;
}

function runListAsk(body: Fields): RunListAsk {
  for (const field of unsupported) {
    if (body[field] !== undefined && body[field] !== null) {
      throw new RequestError('unsupported-filter', {
        filter: field,
        expected: 'the plain fields of the query, and "filter" with eq and and',
      });
    }
  }
  const filter = textIn(body, 'filter');
  const ask: RunListAsk = {
    order: textIn(body, 'order') === 'asc' ? 'asc' : 'desc',
    limit: limitIn(body),
    after: readCursor(textIn(body, 'cursor')),
    ...(filter === undefined ? {} : { conditions: parseFilter(filter) }),
  };
  const ids = idsIn(body, 'id');
  const projectIds = idsIn(body, 'session');
  const anyProject = projectIds?.length === 0;
  const isRoot = body['execution_order'] === 1 ? true : booleanIn(body, 'is_root');
  return {
    ...ask,
    ...defined('ids', ids),
    ...defined('projectIds', anyProject ? undefined : projectIds),
    ...defined('traceId', idIn(body, 'trace')),
    ...defined('parentRunId', idIn(body, 'parent_run')),
    ...defined('isRoot', isRoot),
    ...defined('runType', textIn(body, 'run_type')),
    ...defined('hasError', booleanIn(body, 'error')),
    ...defined('startTime', timeIn(body, 'start_time')),
    ...defined('endTime', timeIn(body, 'end_time')),
  };
}

/** The clients pass a user's `limit: 250` on and then ask for page after page: clamped, not refused. */
function limitIn(body: Fields): number {
  const limit = body['limit'];
  if (limit === undefined || limit === null) return maxLimit;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1) {
    throw new RequestError('bad-value', {
      field: 'limit',
      value: JSON.stringify(limit),
      expected: `a whole number from 1 to ${maxLimit}`,
    });
  }
  return Math.min(limit, maxLimit);
}

function defined<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
