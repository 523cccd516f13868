/** Numbers over runs, and conversations, in the v1 shape. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { RequestError } from '../../errors.js';
import type { RunAsk } from '../../query/run-ask.js';
import type { RunGroup, RunGroups } from '../../query/run-groups.js';
import type { RunStats, StatsGrouping } from '../../query/run-stats.js';
import { jsonAnswer } from '../answers.js';
import { askerGone } from '../asker-gone.js';
import type { Bindings } from '../bindings.js';
import { idIn, idsIn, jsonObject, textIn, type Fields } from './fields.js';
import type { ApiParts } from './parts.js';
import { withoutZone } from './run-answer.js';
import { conditionsIn } from './run-conditions.js';
import type { RunGroupAnswer, RunStatsAnswer } from './shapes.js';
import { useAnswer, costsInNumbers } from './use-answer.js';
import { withinBudget } from './within-budget.js';
import { shown } from '../shown.js';

const attributes: readonly StatsGrouping['attribute'][] = ['name', 'run_type', 'tag', 'metadata'];
const defaultGroups = 5;
const maxGroups = 1_000;
const defaultPage = 100;

/** `POST /stats`, `POST /group`, `POST /group/stats`, `GET /threads/{id}` below `/runs`. */
export function statsRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  const bodyOf = (c: Context<Bindings>): Promise<Fields> =>
    parts.bodies.withBody(c.env.incoming, async (body) => jsonObject(body));
  const groupsFor = (c: Context<Bindings>, ask: RunAsk): Promise<RunGroups> =>
    withinBudget(() => parts.line().questions.runGroups(ask, { signal: askerGone(c) }));

  routes.post('/stats', async (c) => {
    const body = await bodyOf(c);
    const grouping = groupingIn(body);
    const ask = conditionsIn(body);
    const stats = await withinBudget(() => parts.line().questions.runStats(ask, grouping, { signal: askerGone(c) }));
    const answers = [...stats].map(([group, one]) => [group, statsAnswer(one)] as const);
    return jsonAnswer(c, grouping === null ? answers[0]?.[1] : Object.fromEntries(answers));
  });

  routes.post('/group', async (c) => {
    const body = await bodyOf(c);
    const { groups } = await groupsFor(c, groupAsk(body));
    const offset = countIn(body, 'offset', 0, Number.MAX_SAFE_INTEGER);
    const limit = countIn(body, 'limit', defaultPage, defaultPage);
    return jsonAnswer(c, { groups: groups.slice(offset, offset + limit).map(groupAnswer), total: groups.length });
  });

  routes.post('/group/stats', async (c) => {
    const { groups, stats } = await groupsFor(c, groupAsk(await bodyOf(c)));
    return jsonAnswer(c, { ...statsAnswer(stats), group_count: groups.length });
  });

  routes.get('/threads/:id', async (c) => {
    const id = c.req.param('id');
    const projectId = idIn({ session_id: c.req.query('session_id') }, 'session_id');
    const ask: RunAsk = {
      ...(projectId === undefined ? {} : { projectIds: [projectId] }),
      filter: { kind: 'field', field: 'thread_id', comparator: 'eq', values: [id] },
    };
    const [group] = (await groupsFor(c, ask)).groups;
    if (group === undefined) throw new RequestError('thread-not-found', { id });
    return jsonAnswer(c, { thread_id: id, ...groupAnswer(group) });
  });
  return routes;
}

/** A group of runs is a conversation: there is no other kind. */
function groupAsk(body: Fields): RunAsk {
  const by = textIn(body, 'group_by');
  if (by !== undefined && by !== 'conversation') {
    throw new RequestError('bad-value', { field: 'group_by', value: JSON.stringify(by), expected: 'conversation' });
  }
  const projectIds = idsIn(body, 'session_id');
  return { ...conditionsIn(body), ...(projectIds === undefined ? {} : { projectIds }) };
}

function groupingIn(body: Fields): StatsGrouping | null {
  const said = body['group_by'];
  if (said === undefined || said === null) return null;
  const fields = (typeof said === 'object' ? said : { attribute: said }) as Fields;
  const attribute = attributes.find((known) => known === fields['attribute']);
  const path = textIn(fields, 'path') ?? null;
  if (attribute === undefined || (attribute === 'metadata' && path === null)) {
    throw new RequestError('bad-value', {
      field: 'group_by',
      value: shown(said),
      expected: `an object with the attribute ${attributes.join(', ')}, and for metadata with the path, which is its key`,
    });
  }
  return { attribute, path, maxGroups: countIn(fields, 'max_groups', defaultGroups, maxGroups) };
}

function countIn(body: Fields, field: string, whenAbsent: number, most: number): number {
  const count = body[field];
  if (count === undefined || count === null) return whenAbsent;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) {
    throw new RequestError('bad-value', { field, value: shown(count), expected: 'a whole number from 0' });
  }
  return Math.min(count, most);
}

/** Money as numbers here, in US dollars. */
function statsAnswer({ use, ...stats }: RunStats): RunStatsAnswer {
  return {
    ...stats,
    ...useAnswer(use),
    ...costsInNumbers(use),
    first_run_start_time: withoutZone(stats.first_run_start_time),
    last_run_start_time: withoutZone(stats.last_run_start_time),
    run_facets: null,
  };
}

function groupAnswer({ key, stats, firstStart, lastStart, ...texts }: RunGroup): RunGroupAnswer {
  return {
    group_key: key,
    filter: `eq(thread_id, ${JSON.stringify(key)})`,
    count: stats.run_count,
    total_tokens: stats.use.tokens.total,
    total_cost: costsInNumbers(stats.use).total_cost,
    min_start_time: withoutZone(firstStart),
    max_start_time: withoutZone(lastStart),
    latency_p50: stats.latency_p50,
    latency_p99: stats.latency_p99,
    feedback_stats: stats.feedback_stats,
    ...texts,
  };
}
