/** Projects in the v1 shape, which calls them sessions. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { canonicalJson, normalizeId } from 'tracenest/wire';
import type { Json, ProjectSummary } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import { projectOfAgent } from '../../ingest/langsmith/agent-address.js';
import type { ProjectTimes } from '../../query/project-times.js';
import type { Project, ProjectWords } from '../../query/questions.js';
import { jsonAnswer } from '../answers.js';
import type { Bindings } from '../bindings.js';
import type { Line } from '../line.js';
import { idFrom, pageOf } from './addresses.js';
import { booleanIn, idIn, jsonObject, objectIn, textIn, timeIn, type Fields } from './fields.js';
import type { ApiParts } from './parts.js';
import { tenantId, withoutZone } from './run-answer.js';
import type { Project as ProjectAnswer, ProjectStats } from './shapes.js';
import { storing } from './storing.js';
import { dollars } from './use-answer.js';

/** `GET /`, `POST /`, and `GET`, `PATCH`, `DELETE /{id}` below `/sessions`. Lists are bare arrays. */
export function projectRoutes(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  const questions = (): ReturnType<ApiParts['line']>['questions'] => parts.line().questions;

  routes.get('/', async (c) => {
    const name = c.req.query('name');
    const nameContains = c.req.query('name_contains');
    const ids = c.req.queries('id')?.map((id) => normalizeId(id) ?? id);
    const { limit, offset } = pageOf(c);
    const metadata = metadataIn(c);
    // No project here belongs to a dataset: such are asked for by evaluations.
    const wantsDatasets = booleanIn({ reference_free: c.req.query('reference_free') }, 'reference_free') === false;
    if (wantsDatasets || c.req.query('reference_dataset') !== undefined) return c.json([]);
    const all = await questions().findProjects({
      ...(name === undefined ? {} : { name }),
      ...(nameContains === undefined ? {} : { nameContains }),
      ...(ids === undefined ? {} : { ids }),
      ...(metadata === null ? { limit, offset } : { limit: Number.MAX_SAFE_INTEGER, offset: 0 }),
    });
    const found =
      metadata === null ? all : all.filter((project) => hasMetadata(project, metadata)).slice(offset, offset + limit);
    const stats = await statsFor(c, parts.line(), found);
    return jsonAnswer(
      c,
      found.map((project) => projectAnswer(project, stats)),
    );
  });

  routes.post('/', async (c) => {
    const body = await parts.bodies.withBody(c.env.incoming, async (bytes) => jsonObject(bytes));
    const name = textIn(body, 'name');
    if (name === undefined) {
      throw new RequestError('bad-value', { field: 'name', value: 'absent', expected: 'the name of the project' });
    }
    const upsert = booleanIn({ upsert: c.req.query('upsert') }, 'upsert') ?? false;
    const project = await questions().createProject({
      ...projectWords(body),
      name,
      upsert,
    });
    if (project === null) throw new RequestError('project-exists', { name: JSON.stringify(name) });
    return jsonAnswer(c, projectAnswer(project, noStats));
  });

  // Null says nothing: clients send every key with every change.
  routes.patch('/:id', async (c) => {
    const id = idFrom(c.req.param('id'), 'session_id');
    const body = await parts.bodies.withBody(c.env.incoming, async (bytes) => jsonObject(bytes));
    return jsonAnswer(c, projectAnswer(await changeProject(parts, id, body), noStats));
  });

  routes.delete('/:id', async (c) => {
    const id = idFrom(c.req.param('id'), 'session_id');
    const [project] = await questions().findProjects({ ids: [id], limit: 1, offset: 0 });
    if (project === undefined) throw new RequestError('project-not-found', { name: id });
    await storing(parts.line().deletions.deleteProject(id));
    return c.json({});
  });

  // The project of an agent, which a client names by kind, id and environment.
  routes.get('/resolutions', async (c) => {
    const { kind = '', id = '', environment = '' } = c.req.query();
    const name = projectOfAgent(id, environment);
    const isAgent = kind.toUpperCase() === 'AGENT';
    const [project] = isAgent ? await questions().findProjects({ name, limit: 1, offset: 0 }) : [];
    if (project === undefined) throw new RequestError('project-not-found', { name: isAgent ? name : `${kind} ${id}` });
    return jsonAnswer(c, { session_id: project.id });
  });

  routes.get('/:id', async (c) => {
    const id = c.req.param('id');
    const found = await questions().findProjects({ ids: [normalizeId(id) ?? id], limit: 1, offset: 0 });
    if (found[0] === undefined) throw new RequestError('project-not-found', { name: id });
    return jsonAnswer(c, projectAnswer(found[0], await statsFor(c, parts.line(), found)));
  });
  return routes;
}

/** What is said of a project when it is made or changed. */
export function projectWords(body: Fields): ProjectWords {
  return {
    description: textIn(body, 'description') ?? null,
    extra: objectIn(body, 'extra'),
    end_time: timeIn(body, 'end_time') ?? null,
    default_dataset_id: idIn(body, 'default_dataset_id') ?? null,
  };
}

/** What is not said stays. Throws project-not-found, project-fixed, project-exists. */
export async function changeProject(parts: ApiParts, id: string, body: Fields): Promise<Project> {
  const { questions, writer } = parts.line();
  const words = projectWords(body);
  const name = textIn(body, 'name');
  if (name !== undefined && (await questions.findProject(id))?.name !== name) {
    await storing(writer.between(() => questions.renameProject(id, name)));
  }
  return storing(questions.changeProject(id, words));
}

/** Sums of the traces of a project, and of its feedback. */
interface Stats {
  /** Of all traces; otherwise some were not counted in time, and sums and times lack them. */
  isComplete: boolean;
  counts: ProjectSummary | undefined;
  /** Of none where it has no traces. */
  times: ProjectTimes | undefined;
  feedback: Awaited<ReturnType<Line['besides']['feedbackOfProject']>>;
}

export type StatsById = ReadonlyMap<string, Stats>;
export const noStats: StatsById = new Map();

/** They cost a scan: only where asked for. */
export async function statsFor(c: Context<Bindings>, line: Line, projects: readonly Project[]): Promise<StatsById> {
  const isWanted = booleanIn({ include_stats: c.req.query('include_stats') }, 'include_stats') ?? false;
  if (!isWanted || projects.length === 0) return noStats;
  const ids = projects.map(({ id }) => id);
  const isComplete = await line.counter.countNow(ids);
  const [summaries, times, feedback] = await Promise.all([
    line.questions.projects(),
    line.questions.projectTimes(ids),
    Promise.all(ids.map((id) => line.besides.feedbackOfProject(id))),
  ]);
  const counts = new Map(summaries.map((project) => [project.id, project]));
  return new Map(
    ids.map((id, i) => [
      id,
      { isComplete, counts: counts.get(id), times: times.get(id), feedback: feedback[i] ?? { runs: {}, project: {} } },
    ]),
  );
}

const noLatencies = { latency_p50: null, latency_p99: null, first_token_p50: null, first_token_p99: null };

function statsAnswer({ isComplete, counts, times, feedback }: Stats): ProjectStats {
  const { first_start = null, streamed_count = 0, ...latencies } = times ?? {};
  const known = {
    stats_complete: isComplete,
    ...noLatencies,
    ...latencies,
    streaming_rate: null,
    feedback_stats: feedback.runs,
    session_feedback_stats: feedback.project,
  };
  if (counts === undefined) return known;
  const { tokens, cost } = counts;
  return {
    ...known,
    first_run_start_time: withoutZone(first_start),
    streaming_rate: counts.run_count === 0 ? null : streamed_count / counts.run_count,
    run_count: counts.run_count,
    total_tokens: tokens.total,
    prompt_tokens: tokens.prompt,
    completion_tokens: tokens.completion,
    total_cost: dollars(cost.total),
    prompt_cost: dollars(cost.prompt),
    completion_cost: dollars(cost.completion),
    // Of traces, as their roots ended.
    error_rate: counts.trace_count === 0 ? null : counts.error_count / counts.trace_count,
  };
}

/** Python's model demands tenant_id and the key reference_dataset_id. */
export function projectAnswer(project: Project, statsById: StatsById): ProjectAnswer {
  const stats = statsById.get(project.id);
  const lastStart = withoutZone(stats?.counts?.last_start_time ?? null);
  return {
    id: project.id,
    tenant_id: tenantId,
    name: project.name,
    description: project.description,
    start_time: withoutZone(project.created_at),
    end_time: withoutZone(project.end_time),
    extra: JSON.parse(project.extra) as Json,
    reference_dataset_id: null,
    default_dataset_id: project.default_dataset_id,
    trace_tier: null,
    test_run_number: null,
    last_run_start_time: lastStart,
    last_run_start_time_live: lastStart,
    ...(stats === undefined ? {} : statsAnswer(stats)),
  };
}

/** Python and JavaScript send the metadata that a project must have as JSON in the address. */
export function metadataIn(c: Context<Bindings>): Record<string, Json> | null {
  const text = c.req.query('metadata');
  if (text === undefined || text === '') return null;
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    // Refused below, with what was expected.
  }
  return objectIn({ metadata: value }, 'metadata');
}

/** Whether the project's metadata has all of these, with these values. */
export function hasMetadata(project: Project, wanted: Record<string, Json>): boolean {
  const { metadata } = JSON.parse(project.extra) as { metadata?: Json };
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return false;
  return Object.entries(wanted).every(([key, value]) => {
    const found = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
    return found !== undefined && canonicalJson(found) === canonicalJson(value);
  });
}
