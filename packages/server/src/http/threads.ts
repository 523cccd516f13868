/** `GET /projects/{name}/threads`, `…/threads/{id}` and `GET /traces/{id}/turn`: conversations, for our page. */
import { Hono } from 'hono';
import { THREAD_SORTS } from 'tracenest/wire';
import type { ThreadAnswer, ThreadPage, ThreadSort, TurnAnswer } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import { askerGone } from './asker-gone.js';
import type { Bindings } from './bindings.js';
import { withinBudget } from './langsmith/within-budget.js';
import type { Line } from './line.js';
import { idOf, limitOf } from './queries.js';

/** The routes below `/api/app`. */
export function threadRoutes(parts: { line: () => Line }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.use(async (c, next) => {
    await next();
    c.res.headers.set('cache-control', 'no-store');
  });

  routes.get('/projects/:name/threads', async (c) => {
    const name = c.req.param('name');
    const part = partOf(c.req.query());
    const ask = { project: name, sort: sortOf(c.req.query('sort')), ...part };
    const page = await withinBudget(() => parts.line().questions.threads(ask, { signal: askerGone(c) }));
    if (page === null) throw new RequestError('project-not-found', { name });
    const answer: ThreadPage = { threads: page.threads, next_cursor: nextOf(page.hasMore, part) };
    return c.json(answer);
  });

  routes.get('/projects/:name/threads/:id', async (c) => {
    const { name, id } = c.req.param();
    const part = partOf(c.req.query());
    const found = await withinBudget(() =>
      parts.line().questions.thread({ project: name, threadId: id, ...part }, { signal: askerGone(c) }),
    );
    if (found === null) throw new RequestError('thread-not-found', { id, project: name });
    const { hasMore, ...thread } = found;
    const answer: ThreadAnswer = { ...thread, next_cursor: nextOf(hasMore, part) };
    return c.json(answer);
  });

  routes.get('/traces/:id/turn', async (c) => {
    const id = idOf(c.req.param('id'), 'trace_id');
    const turn = await withinBudget(() => parts.line().questions.turn(id, { signal: askerGone(c) }));
    const answer: TurnAnswer = { turn };
    return c.json(answer);
  });
  return routes;
}

interface Part {
  offset: number;
  limit: number;
}

/** Threads are summed up anew for each page: the cursor is how many came before. */
function partOf(query: Record<string, string>): Part {
  const { cursor = '', limit } = query;
  if (!/^\d{0,9}$/u.test(cursor)) {
    throw new RequestError('bad-value', {
      field: 'cursor',
      value: JSON.stringify(cursor.slice(0, 100)),
      expected: 'the cursor of the page before, unchanged, or none for the first page',
    });
  }
  return { offset: Number(cursor), limit: limitOf(limit) };
}

function nextOf(hasMore: boolean, { offset, limit }: Part): string | null {
  return hasMore ? String(offset + limit) : null;
}

function sortOf(text: string | undefined): ThreadSort {
  if (text === undefined || text === '') return 'active';
  const sort = THREAD_SORTS.find((known) => known === text);
  if (sort !== undefined) return sort;
  throw new RequestError('bad-value', {
    field: 'sort',
    value: JSON.stringify(text.slice(0, 100)),
    expected: `one of ${THREAD_SORTS.join(', ')}`,
  });
}
