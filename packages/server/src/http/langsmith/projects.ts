/** Projects in the v1 shape, which calls them sessions. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { normalizeId } from 'tracenest/wire';
import type { Json, ProjectSummary } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import type { Project } from '../../query/questions.js';
import type { Bindings } from '../bindings.js';
import { booleanIn, jsonObject, textIn, type Fields } from './fields.js';
import type { ApiParts } from './parts.js';
import { tenantId, withoutZone } from './run-answer.js';

const maxLimit = 100;

/** `GET /`, `POST /`, `GET /{id}` below `/sessions`. Lists are bare arrays. */
export function projectRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  const questions = (): ReturnType<ApiParts['line']>['questions'] => parts.line().questions;

  routes.get('/', async (c) => {
    const name = c.req.query('name');
    const nameContains = c.req.query('name_contains');
    const ids = c.req.queries('id')?.map((id) => normalizeId(id) ?? id);
    const found = await questions().findProjects({
      ...(name === undefined ? {} : { name }),
      ...(nameContains === undefined ? {} : { nameContains }),
      ...(ids === undefined ? {} : { ids }),
      limit: Math.min(countIn(c, 'limit', maxLimit), maxLimit),
      offset: countIn(c, 'offset', 0),
    });
    const stats = await statsFor(c, questions());
    return c.json(found.map((project) => projectAnswer(project, stats)));
  });

  routes.post('/', async (c) => {
    const body = await parts.bodies.withBody(c.env.incoming, async (bytes) => jsonObject(bytes));
    const name = textIn(body, 'name');
    if (name === undefined) {
      throw new RequestError('bad-value', { field: 'name', value: 'absent', expected: 'the name of the project' });
    }
    const upsert = booleanIn({ upsert: c.req.query('upsert') }, 'upsert') ?? false;
    const project = await questions().createProject({
      name,
      description: textIn(body, 'description') ?? null,
      extra: objectIn(body, 'extra'),
      upsert,
    });
    if (project === null) throw new RequestError('project-exists', { name: JSON.stringify(name) });
    return c.json(projectAnswer(project, null));
  });

  routes.get('/:id', async (c) => {
    const id = c.req.param('id');
    const found = await questions().findProjects({ ids: [normalizeId(id) ?? id], limit: 1, offset: 0 });
    if (found[0] === undefined) throw new RequestError('project-not-found', { name: id });
    return c.json(projectAnswer(found[0], await statsFor(c, questions())));
  });
  return routes;
}

type Stats = ReadonlyMap<string, ProjectSummary> | null;

/** Counts cost a scan: only where asked for. */
async function statsFor(c: Context<Bindings>, questions: { projects(): Promise<ProjectSummary[]> }): Promise<Stats> {
  const wanted = booleanIn({ include_stats: c.req.query('include_stats') }, 'include_stats') ?? false;
  return wanted ? new Map((await questions.projects()).map((project) => [project.id, project])) : null;
}

/** Python's model demands tenant_id and the key reference_dataset_id. */
function projectAnswer(project: Project, stats: Stats): Record<string, unknown> {
  const counts = stats?.get(project.id);
  const lastStart = withoutZone(counts?.last_start_time ?? null);
  return {
    id: project.id,
    tenant_id: tenantId,
    name: project.name,
    description: project.description,
    start_time: withoutZone(project.created_at),
    end_time: null,
    extra: JSON.parse(project.extra) as Json,
    reference_dataset_id: null,
    default_dataset_id: null,
    trace_tier: null,
    test_run_number: null,
    last_run_start_time: lastStart,
    last_run_start_time_live: lastStart,
    ...(counts === undefined ? {} : { run_count: counts.run_count }),
  };
}

function countIn(c: Context<Bindings>, name: string, absent: number): number {
  const text = c.req.query(name);
  if (text === undefined || text === '') return absent;
  if (!/^\d{1,9}$/.test(text)) {
    throw new RequestError('bad-value', { field: name, value: JSON.stringify(text), expected: 'a whole number' });
  }
  return Number(text);
}

function objectIn(body: Fields, name: string): Record<string, Json> | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, Json>;
  throw new RequestError('bad-value', { field: name, value: JSON.stringify(value).slice(0, 200), expected: 'a JSON object' });
}
