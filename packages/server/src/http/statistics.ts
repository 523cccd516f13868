/** `GET /api/app/projects/{name}/statistics`: what the charts of a project are drawn from. */
import { Hono } from 'hono';
import { STATISTICS_STEPS } from 'tracenest/wire';
import type { ProjectStatistics, StatisticsStep } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import { stepWidths } from '../query/project-statistics.js';
import { askerGone } from './asker-gone.js';
import type { Bindings } from './bindings.js';
import { withinBudget } from './langsmith/within-budget.js';
import type { Line } from './line.js';
import { timesOf } from './queries.js';
import { shown } from './shown.js';

const dayMs = 86_400_000;
const mostSteps = 2_000;

/** The routes below `/api/app`. */
export function statisticsRoutes(parts: { line: () => Line }): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/projects/:name/statistics', async (c) => {
    const project = c.req.param('name');
    const every = stepOf(c.req.query('every'));
    const times = timesOf(c.req.query('since'), c.req.query('until'), dayMs);
    const longestMs = mostSteps * stepWidths[every];
    if (times.untilMs - times.sinceMs > longestMs) {
      throw new RequestError('bad-value', {
        field: 'since',
        value: new Date(times.sinceMs).toISOString(),
        expected: `a time at most ${mostSteps} ${every}s before until`,
      });
    }
    const answer: ProjectStatistics | null = await withinBudget(() =>
      parts.line().questions.statistics({ project, every, ...times }, { signal: askerGone(c) }),
    );
    if (answer === null) throw new RequestError('project-not-found', { name: project });
    return c.json(answer, 200, { 'cache-control': 'no-store' });
  });
  return routes;
}

function stepOf(text: string | undefined): StatisticsStep {
  if (text === undefined || text === '') return 'hour';
  const step = STATISTICS_STEPS.find((known) => known === text);
  if (step !== undefined) return step;
  throw new RequestError('bad-value', {
    field: 'every',
    value: shown(text),
    expected: `one of ${STATISTICS_STEPS.join(', ')}`,
  });
}
