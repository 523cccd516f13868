/** What questions of the v2 API have in common: pages, spans of time, projects and filters. */
import type { Context } from 'hono';
import { RequestError } from '../../errors.js';
import type { RunListAsk, RunPage, StoredRun } from '../../query/list-runs.js';
import type { Position } from '../../query/position.js';
import type { RunAsk } from '../../query/run-ask.js';
import { jsonAnswer } from '../answers.js';
import { askerGone } from '../asker-gone.js';
import type { Bindings } from '../bindings.js';
import { readCursor, writeCursor } from '../cursor.js';
import { idsIn, jsonObject, textIn, timeIn, type Fields } from './fields.js';
import type { ApiParts } from './parts.js';
import { filterIn } from './run-conditions.js';
import { withinBudget } from './within-budget.js';
import { shown } from '../shown.js';

export const maxPage = 100;
const dayMs = 86_400_000;

/** One page, with where the next one starts. */
export async function sendPage(
  c: Context<Bindings>,
  parts: ApiParts,
  ask: RunListAsk,
  answer: (runs: readonly StoredRun[]) => Promise<unknown[]>,
): Promise<Response> {
  const { runs, next } = await withinBudget(() => parts.line().questions.runs(ask, { signal: askerGone(c) }));
  return sendItems(c, await answer(runs), writeCursor(next));
}

/**
 * As JSON, or, to those that want a stream of events, as one event: a patch that sets the whole page.
 * Clients take a page in as many patches as it comes in.
 */
export function sendItems(c: Context<Bindings>, items: readonly unknown[], next: string | null): Response {
  const page = { items, next_cursor: next, has_more: next !== null };
  if (!(c.req.header('accept') ?? '').includes('text/event-stream')) return jsonAnswer(c, page);
  const patch = [{ op: 'add', path: '', value: page }];
  return c.body(`data: ${JSON.stringify(patch)}\n\n`, 200, { 'content-type': 'text/event-stream' });
}

/** All runs that fit, the oldest first; of more than `most`, one page more than that. */
export async function allRuns(
  c: Context<Bindings>,
  parts: ApiParts,
  ask: RunAsk,
  most: number = Number.POSITIVE_INFINITY,
): Promise<StoredRun[]> {
  const { questions } = parts.line();
  const budget = { signal: askerGone(c) };
  const runs: StoredRun[] = [];
  for (let after: Position | null = null; ;) {
    const page: RunPage = await withinBudget(() =>
      questions.runs({ ...ask, order: 'asc', limit: maxPage, after }, budget),
    );
    runs.push(...page.runs);
    if (page.next === null || runs.length > most) return runs;
    after = page.next;
  }
}

export function readBody(c: Context<Bindings>, parts: ApiParts): Promise<Fields> {
  return parts.bodies.withBody(c.env.incoming, async (bytes) => jsonObject(bytes));
}

/** Larger pages are cut: what is missing comes with the next one. */
export function pageIn(body: Fields, absent: number = maxPage): Pick<RunListAsk, 'order' | 'limit' | 'after'> {
  const size = body['page_size'] ?? absent;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) {
    const expected = 'a whole number from 1';
    throw new RequestError('bad-value', { field: 'page_size', value: shown(size), expected });
  }
  return {
    order: orderIn(body),
    limit: Math.min(size, maxPage),
    after: readCursor(textIn(body, 'cursor')),
  };
}

function orderIn(body: Fields): 'asc' | 'desc' {
  const order = textIn(body, 'sort_order')?.toLowerCase() ?? 'desc';
  if (order === 'asc' || order === 'desc') return order;
  throw new RequestError('bad-value', { field: 'sort_order', value: shown(order), expected: 'ASC or DESC' });
}

/** Without a begin the last day, as in LangSmith. */
export function spanIn(body: Fields): Pick<RunListAsk, 'startTime' | 'endTime'> {
  return {
    startTime: timeIn(body, 'min_start_time') ?? new Date(Date.now() - dayMs).toISOString(),
    ...defined('endTime', timeIn(body, 'max_start_time')),
  };
}

export function projectsIn(body: Fields): { projectIds: string[] } {
  const [many, one] = [idsIn(body, 'project_ids'), idsIn(body, 'project_id')];
  const projectIds = many ?? one ?? [];
  if (projectIds.length > 0) return { projectIds };
  throw new RequestError('bad-value', {
    field: 'project_ids',
    value: 'absent',
    expected: 'the ids of projects (GET /sessions lists them)',
  });
}

export function filtersIn(body: Fields): Pick<RunListAsk, 'filter' | 'traceFilter' | 'treeFilter'> {
  return {
    ...defined('filter', filterIn(body, 'filter')),
    ...defined('traceFilter', filterIn(body, 'trace_filter')),
    ...defined('treeFilter', filterIn(body, 'tree_filter')),
  };
}

export function defined<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}
