/** The app API: what our page and command line ask. The types are in `tracenest/wire` (api.ts). */
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { AppStatus, ProjectSummary, TracePage } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import type { RunPart } from '../query/get-run.js';
import type { Bindings } from './bindings.js';
import { readCursor, writeCursor } from './cursor.js';
import { encodedBody } from './encoded-body.js';
import type { Line } from './line.js';
import { idOf, isJoinedIn, limitOf } from './queries.js';
import { ownOrigin } from './own-origin.js';

/** Of answers that come encoded. */
const jsonType = 'application/json';
const textType = 'text/plain; charset=UTF-8';

/** Routes below `/api/app`. */
export function appApi(parts: { line: () => Line; version: string; needsKey: boolean }): Hono<Bindings> {
  const questions = (): Line['questions'] => parts.line().questions;
  const routes = new Hono<Bindings>();
  routes.use(async (c, next) => {
    await next();
    c.res.headers.set('cache-control', 'no-store');
  });

  routes.get('/status', async (c) => {
    const { place, hasRuns } = await questions().status();
    const answer: AppStatus = {
      version: parts.version,
      store: place,
      endpoint: ownOrigin(c),
      has_runs: hasRuns,
      needs_key: parts.needsKey,
    };
    return c.json(answer);
  });

  routes.get('/projects', async (c) => {
    const answer: { projects: ProjectSummary[] } = { projects: await questions().projects() };
    return c.json(answer);
  });

  routes.get('/projects/:name/traces', async (c) => {
    const name = c.req.param('name');
    const ask = { project: name, after: readCursor(c.req.query('cursor')), limit: limitOf(c.req.query('limit')) };
    const page = await questions().traces(ask);
    if (page === null) throw new RequestError('project-not-found', { name });
    const answer: TracePage = { traces: page.traces, next_cursor: writeCursor(page.next) };
    return c.json(answer);
  });

  routes.get('/traces/:id', async (c) => {
    const id = idOf(c.req.param('id'), 'trace_id');
    const rootText = c.req.query('root');
    const root = rootText === undefined || rootText === '' ? null : idOf(rootText, 'root');
    const answer = await questions().trace(id, isJoinedIn(c.req.query('join')), root);
    if (answer === null && root !== null) throw new RequestError('run-not-found', { id: root });
    if (answer === null) throw new RequestError('trace-not-found', { id });
    return sendEncoded(c, answer, jsonType);
  });

  routes.get('/traces/:id/outline', async (c) => {
    const id = idOf(c.req.param('id'), 'trace_id');
    const format = c.req.query('format') ?? 'text';
    if (format !== 'text' && format !== 'json') {
      throw new RequestError('bad-value', { field: 'format', value: JSON.stringify(format), expected: 'text or json' });
    }
    const outline = await questions().outline(id, format);
    if (outline === null) throw new RequestError('trace-not-found', { id });
    return sendEncoded(c, outline, format === 'json' ? jsonType : textType);
  });

  const sendRun = async (c: Context<Bindings>, part: RunPart): Promise<Response> => {
    const id = idOf(c.req.param('id'), 'run_id');
    const traceText = c.req.query('trace_id');
    const traceId = traceText === undefined || traceText === '' ? null : idOf(traceText, 'trace_id');
    const answer = await questions().run(id, traceId, part);
    if (answer === null) throw new RequestError('run-not-found', { id });
    return sendEncoded(c, answer, jsonType);
  };
  routes.get('/runs/:id', (c) => sendRun(c, readLarge(c.req.query('large'))));
  routes.get('/runs/:id/inputs', (c) => sendRun(c, 'inputs'));
  routes.get('/runs/:id/outputs', (c) => sendRun(c, 'outputs'));
  return routes;
}

function sendEncoded(c: Context<Bindings>, answer: Uint8Array<ArrayBuffer>, type: string): Response {
  const { body, headers } = encodedBody(answer);
  return c.body(body, 200, { ...headers, 'content-type': type });
}

/** `?large=apart` leaves out what is large. */
function readLarge(text: string | undefined): RunPart {
  if (text === undefined || text === '') return 'whole';
  if (text === 'apart') return 'head';
  throw new RequestError('bad-value', {
    field: 'large',
    value: JSON.stringify(text),
    expected: 'apart, or leave it out',
  });
}
