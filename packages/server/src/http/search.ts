/** `GET /api/app/runs`, `/find`, `/traces/{id}/search` and `/contents`: what is somewhere, by words, filter, id, name or likeness. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { RunHit, RunSearchPage, TraceContentsAnswer, TraceSearchAnswer } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import type { RunPage, StoredRun } from '../query/list-runs.js';
import type { Filter } from '../query/filter/parse.js';
import { jsonAnswer } from './answers.js';
import { askerGone } from './asker-gone.js';
import type { Bindings } from './bindings.js';
import { readCursor, writeCursor } from './cursor.js';
import { filterIn } from './langsmith/run-conditions.js';
import { withinBudget } from './langsmith/within-budget.js';
import type { Line } from './line.js';
import { idOf, isJoinedIn, limitOf } from './queries.js';

/** A reader waits for it; what takes longer goes on when asked to. */
const maxSeconds = 8;
/** All that was recorded of a trace is read; what can be seen without it is shown meanwhile. */
const maxSecondsOfContents = 30;
const previewLength = 300;
const longestText = 10_000;
/** What a filter begins with; anything else is words. */
const filterCall = /^\s*(?:and|or|not|eq|neq|gt|gte|lt|lte|has|in|like|search|exists)\s*\(/u;

/** The routes below `/api/app`. */
export function searchRoutes(parts: { line: () => Line }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/find', async (c) => {
    const { questions } = parts.line();
    const answer = await questions.find(textOf(c.req.query('q')), { signal: askerGone(c) });
    return c.json(answer, 200, { 'cache-control': 'no-store' });
  });

  routes.get('/runs', async (c) => {
    const { questions } = parts.line();
    const { filter, readAs } = readQuery(textOf(c.req.query('q')));
    const project = await projectNamed(questions, c.req.query('project'));
    const ask = {
      ...(filter === undefined ? {} : { filter }),
      ...(project === null ? {} : { projectIds: [project] }),
      ...(flagOf(c.req.query('is_root'), 'is_root') ? { isRoot: true } : {}),
      ...(flagOf(c.req.query('error'), 'error') ? { hasError: true } : {}),
      order: 'desc' as const,
      limit: limitOf(c.req.query('limit')),
      after: readCursor(c.req.query('cursor')),
      mayBeEmpty: true,
    };
    const page = await withinBudget(() => questions.runs(ask, { maxSeconds, signal: askerGone(c) }));
    const projects = await questions.findProjects({ limit: Number.POSITIVE_INFINITY, offset: 0 });
    const names = new Map(projects.map(({ id, name }) => [id, name]));
    const answer: RunSearchPage = {
      runs: page.runs.map((run) => hitOf(run, names)),
      next_cursor: writeCursor(page.next),
      searched_to: searchedTo(page),
      read_as: readAs,
    };
    c.header('cache-control', 'no-store');
    return jsonAnswer(c, answer);
  });
  routes.get('/traces/:id/search', async (c) => {
    const traceId = idOf(c.req.param('id'), 'trace_id');
    const answer = await searchedTrace(c, parts.line(), { traceId, join: isJoinedIn(c.req.query('join')) });
    return c.json(answer, 200, { 'cache-control': 'no-store' });
  });
  routes.get('/traces/:id/contents', async (c) => {
    const { questions } = parts.line();
    const ask = { traceId: idOf(c.req.param('id'), 'trace_id'), join: isJoinedIn(c.req.query('join')) };
    const answer: TraceContentsAnswer = await withinBudget(() =>
      questions.contents(ask, { maxSeconds: maxSecondsOfContents, signal: askerGone(c) }),
    );
    c.header('cache-control', 'no-store');
    return jsonAnswer(c, answer);
  });
  return routes;
}

/** The runs of a trace in which `q` of the address stands. Throws bad-value. */
export function searchedTrace(
  c: Context<Bindings>,
  { questions }: Line,
  where: { traceId: string; join: boolean },
): Promise<TraceSearchAnswer> {
  const text = textOf(c.req.query('q'));
  if (text === '') {
    throw new RequestError('bad-value', { field: 'q', value: '""', expected: 'the text to look for' });
  }
  return withinBudget(() => questions.searchTrace({ ...where, text }, { maxSeconds, signal: askerGone(c) }));
}

function textOf(text: string | undefined): string {
  if (text === undefined || text.length <= longestText) return (text ?? '').trim();
  throw new RequestError('bad-value', {
    field: 'q',
    value: `${text.length} characters`,
    expected: `at most ${longestText} characters`,
  });
}

/** Throws bad-filter. */
function readQuery(q: string): { filter: Filter | undefined; readAs: RunSearchPage['read_as'] } {
  if (q === '') return { filter: undefined, readAs: 'all' };
  if (filterCall.test(q)) return { filter: filterIn({ filter: q }, 'filter'), readAs: 'filter' };
  return { filter: filterIn({ filter: `search(${JSON.stringify(q)})` }, 'filter'), readAs: 'words' };
}

/** The id of the project; null: none was named. Throws project-not-found. */
async function projectNamed(questions: Line['questions'], name: string | undefined): Promise<string | null> {
  if (name === undefined || name === '') return null;
  const project = await questions.findProject(name);
  if (project === null) throw new RequestError('project-not-found', { name });
  return project.id;
}

function flagOf(text: string | undefined, field: string): boolean {
  if (text === undefined || text === '' || text === 'false') return false;
  if (text === 'true') return true;
  throw new RequestError('bad-value', { field, value: JSON.stringify(text), expected: 'true, or leave it out' });
}

function searchedTo({ isCut, next }: RunPage): string | null {
  return isCut && next !== null ? new Date(next.startUs / 1000).toISOString() : null;
}

function hitOf(stored: StoredRun, names: ReadonlyMap<string, string>): RunHit {
  const { run } = stored;
  return {
    id: run.id,
    trace_id: stored.trace_id,
    project: names.get(stored.project_id) ?? run.project ?? '',
    name: run.name ?? run.id,
    run_type: run.run_type,
    status: run.status,
    start_time: stored.start_time,
    end_time: run.end_time,
    is_root: stored.is_root,
    inputs_preview: stored.inputs_preview,
    outputs_preview: stored.outputs_preview,
    error_preview: run.error?.slice(0, previewLength) ?? null,
  };
}
