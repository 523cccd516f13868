/** Threads in LangSmith's v2 API: the traces that name one thread_id. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { RequestError } from '../../errors.js';
import type { Filter } from '../../query/filter/syntax.js';
import type { RunListAsk, StoredRun } from '../../query/list-runs.js';
import { sumUses } from '../../query/matched-use.js';
import type { RunAsk } from '../../query/run-ask.js';
import { jsonAnswer } from '../answers.js';
import type { Bindings } from '../bindings.js';
import { idFrom, textsOf } from './addresses.js';
import type { ApiParts } from './parts.js';
import { runAnswer } from './run-answer.js';
import type { ThreadStatsV2, ThreadTraceV2, ThreadV2, TraceStats } from './shapes.js';
import { useAnswerV2 } from './use-answer.js';
import { runAnswerV2, secondsOf, withZone } from './v2-answer.js';
import { allRuns, filtersIn, pageIn, projectsIn, readBody, sendItems, sendPage, spanIn } from './v2-asks.js';
import { shown } from '../shown.js';

/** So many traces are read for one answer; with more it would take too long, and less would be wrong. */
const maxTraces = 5_000;
const defaultPage = 20;

/** `POST /query`, `POST /stats`, `GET /{id}/traces`, `GET /{id}/stats` below `/threads`. */
export function threadRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.post('/query', async (c) => {
    const body = await readBody(c, parts);
    const { limit } = pageIn({ page_size: body['page_size'] }, defaultPage);
    const offset = offsetIn(body['cursor']);
    const roots = await rootsOf(c, parts, { ...spanIn(body), ...filtersIn(body), ...projectsIn(body) });
    const threads = byThread(roots);
    const { besides } = parts.line();
    const items: ThreadV2[] = [];
    for (const [id, traces] of threads.slice(offset, offset + limit)) {
      items.push({ ...summary(id, traces), feedback_stats: await besides.feedbackTogether(idsOf(traces)) });
    }
    const next = offset + limit < threads.length ? String(offset + limit) : null;
    return sendItems(c, items, next);
  });

  routes.post('/stats', async (c) => {
    const body = await readBody(c, parts);
    const roots = await rootsOf(c, parts, { ...spanIn(body), ...filtersIn(body), ...projectsIn(body) });
    const threads = byThread(roots);
    const traces = roots.filter((root) => root.thread_id !== null);
    const failed = traces.filter(({ run }) => run.status === 'error');
    return sendSelected(
      c,
      Array.isArray(body['select']) ? body['select'].filter((name) => typeof name === 'string') : [],
      {
        ...stats(traces),
        thread_count: threads.length,
        trace_count: traces.length,
        error_rate: traces.length === 0 ? null : failed.length / traces.length,
        median_tokens: quantile(
          traces.map(({ use }) => use.tokens.total).toSorted((a, b) => a - b),
          0.5,
        ),
        thread_feedback_stats: await parts.line().besides.feedbackTogether(idsOf(traces)),
      },
    );
  });

  routes.get('/:id/traces', async (c) => {
    const said = c.req.query();
    const size = said['page_size'] === undefined ? {} : { page_size: Number(said['page_size']) };
    const ask: RunListAsk = {
      ...pageIn({ ...said, ...size }, defaultPage),
      ...projectsIn({ project_id: said['project_id'] }),
      ...inThread(c.req.param('id'), filtersIn({ filter: said['filter'] }).filter),
      isRoot: true,
    };
    const selects = textsOf(c, 'selects') ?? [];
    return sendPage(c, parts, ask, async (roots) => roots.map((root) => threadTrace(root, selects)));
  });

  routes.get('/:id/stats', async (c) => {
    const projectId = idFrom(c.req.query('session_id') ?? '', 'session_id');
    const filter = filtersIn({ filter: c.req.query('filter') });
    const roots = await rootsOf(c, parts, { projectIds: [projectId], ...inThread(c.req.param('id'), filter.filter) });
    const feedback = await parts.line().besides.feedbackTogether(idsOf(roots));
    return sendSelected(c, textsOf(c, 'selects') ?? ['TURNS'], { ...stats(roots), feedback_stats: feedback });
  });
  return routes;
}

/** The unit is in the name of the answer, not in that of the question. */
function sendSelected(c: Context<Bindings>, names: readonly string[], all: ThreadStatsV2): Response {
  const selects = new Set(names.map((name) => name.toLowerCase()));
  const known = Object.entries(all).filter(([name]) => selects.has(name.replace(/_seconds$/u, '')));
  return jsonAnswer(c, Object.fromEntries(known));
}

function inThread(threadId: string, also: Filter | undefined): { filter: Filter } {
  const ofThread: Filter = { kind: 'field', field: 'thread_id', comparator: 'eq', values: [threadId] };
  return { filter: also === undefined ? ofThread : { kind: 'and', parts: [ofThread, also] } };
}

/** All that fit, the oldest first. Throws bad-value where they are too many to be sure of all. */
async function rootsOf(c: Context<Bindings>, parts: ApiParts, ask: RunAsk): Promise<StoredRun[]> {
  const roots = await allRuns(c, parts, { ...ask, isRoot: true }, maxTraces);
  if (roots.length <= maxTraces) return roots;
  const value = `so early that more than ${maxTraces} traces fit`;
  throw new RequestError('bad-value', { field: 'min_start_time', value, expected: 'a later one, or a filter' });
}

/** The one with the latest trace first. */
function byThread(roots: readonly StoredRun[]): [string, StoredRun[]][] {
  const threads = new Map<string, StoredRun[]>();
  for (const root of roots) {
    if (root.thread_id === null) continue;
    const traces = threads.get(root.thread_id) ?? [];
    traces.push(root);
    // In the order of their latest traces.
    threads.delete(root.thread_id);
    threads.set(root.thread_id, traces);
  }
  return [...threads].toReversed();
}

function summary(threadId: string, traces: readonly StoredRun[]): Omit<ThreadV2, 'feedback_stats'> {
  const first = traces[0];
  const last = traces.at(-1);
  const failed = traces.filter(({ run }) => run.status === 'error');
  const { first_start_time, last_start_time, latency_p50_seconds, latency_p99_seconds, ...known } = stats(traces);
  return {
    thread_id: threadId,
    count: traces.length,
    first_trace_id: first?.trace_id ?? null,
    last_trace_id: last?.trace_id ?? null,
    trace_id: last?.trace_id ?? null,
    first_inputs: first?.inputs_preview ?? null,
    last_outputs: last?.outputs_preview ?? null,
    last_error: failed.at(-1)?.run.error ?? null,
    num_errored_turns: failed.length,
    min_start_time: first_start_time,
    max_start_time: last_start_time,
    start_time: last_start_time,
    latency_p50: latency_p50_seconds,
    latency_p99: latency_p99_seconds,
    total_tokens: known.total_tokens,
    total_cost: known.total_cost,
  };
}

/** Of traces in the order of their begin. */
function stats(traces: readonly StoredRun[]): TraceStats {
  const seconds = traces
    .map(secondsOf)
    .filter((value) => value !== null)
    .toSorted((a, b) => a - b);
  const times = traces.map((stored) => runAnswer(stored));
  const ends = times.flatMap((v1) => withZone(v1.end_time) ?? []).toSorted();
  const use = sumUses(traces.map((stored) => stored.use));
  return {
    turns: traces.length,
    first_start_time: withZone(times[0]?.start_time),
    last_start_time: withZone(times.at(-1)?.start_time),
    last_end_time: ends.at(-1) ?? null,
    latency_p50_seconds: quantile(seconds, 0.5),
    latency_p99_seconds: quantile(seconds, 0.99),
    ...useAnswerV2(use),
  };
}

function idsOf(traces: readonly StoredRun[]): string[] {
  return traces.map(({ run }) => run.id);
}

function quantile(sorted: readonly number[], part: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null;
}

function threadTrace(root: StoredRun, selects: readonly string[]): ThreadTraceV2 {
  const names = selects.map((name) => name.toLowerCase());
  const { latency_seconds: latency, ...answer } = runAnswerV2(root, ['LATENCY_SECONDS', 'TRACE_ID', ...names]);
  return { ...answer, ...(names.includes('latency') ? { latency } : {}) };
}

/** Threads are summed up anew for each page: the cursor is how many came before. */
function offsetIn(cursor: unknown): number {
  if (cursor === undefined || cursor === null || cursor === '') return 0;
  if (typeof cursor === 'string' && /^\d{1,9}$/u.test(cursor)) return Number(cursor);
  throw new RequestError('bad-value', {
    field: 'cursor',
    value: shown(cursor),
    expected: 'the cursor of the page before, unchanged, or none for the first page',
  });
}
