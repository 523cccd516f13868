/** `GET /api/app/projects/{name}/findings` and `…/findings/{code}/traces`. */
import { Hono } from 'hono';
import type { FindingTraces } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import type { FindingsAsk } from '../query/list-findings.js';
import type { Bindings } from './bindings.js';
import { readCursor, writeCursor } from './cursor.js';
import type { Line } from './line.js';
import { limitOf, timesOf } from './queries.js';

const weekMs = 7 * 86_400_000;

/** The routes below `/api/app`. */
export function findingRoutes(parts: { line: () => Line }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/projects/:name/findings', async (c) => {
    const ask = readAsk(c.req.param('name'), c.req.query('since'), c.req.query('until'));
    const answer = await parts.line().questions.findings(ask);
    if (answer === null) throw new RequestError('project-not-found', { name: ask.project });
    return c.json(answer);
  });
  routes.get('/projects/:name/findings/:code/traces', async (c) => {
    const ask = readAsk(c.req.param('name'), c.req.query('since'), c.req.query('until'));
    const page = await parts.line().questions.findingTraces({
      ...ask,
      code: c.req.param('code'),
      after: readCursor(c.req.query('cursor')),
      limit: limitOf(c.req.query('limit')),
    });
    if (page === null) throw new RequestError('project-not-found', { name: ask.project });
    const answer: FindingTraces = { traces: page.traces, next_cursor: writeCursor(page.next) };
    return c.json(answer);
  });
  return routes;
}

function readAsk(project: string, since: string | undefined, until: string | undefined): FindingsAsk {
  return { project, ...timesOf(since, until, weekMs) };
}
