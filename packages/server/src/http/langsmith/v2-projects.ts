/** Projects in LangSmith's v2 API: as in v1, in pages, with times that name their zone and costs as numbers. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { normalizeId } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import { jsonAnswer } from '../answers.js';
import type { Bindings } from '../bindings.js';
import { countOf, idFrom, textsOf } from './addresses.js';
import { booleanIn, textIn } from './fields.js';
import type { ApiParts } from './parts.js';
import { changeProject, hasMetadata, metadataIn, noStats, projectAnswer, projectWords, statsFor } from './projects.js';
import type { Project, ProjectV2 } from './shapes.js';
import { storing } from './storing.js';
import { withZone } from './v2-answer.js';
import { maxPage, readBody, sendItems } from './v2-asks.js';

/** `GET /`, `POST /`, `GET` and `PATCH /{id}` below `/sessions`. Only projects: there are no agents and experiments. */
export function projectRoutesV2(parts: ApiParts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  const questions = (): ReturnType<ApiParts['line']>['questions'] => parts.line().questions;

  routes.get('/', async (c) => {
    const types = textsOf(c, 'type');
    const isOther = types !== undefined && types.length > 0 && !types.includes('PROJECT');
    if (isOther || c.req.query('reference_dataset_id') !== undefined) return sendItems(c, [], null);
    const size = Math.min(countOf(c, 'page_size', maxPage), maxPage);
    const offset = countOf(c, 'cursor', 0);
    const metadata = metadataIn(c);
    const name = c.req.query('name');
    const nameContains = c.req.query('name_contains');
    const ids = textsOf(c, 'id')?.map((id) => idFrom(id, 'id'));
    const page = metadata === null ? { limit: size + 1, offset } : { limit: Number.MAX_SAFE_INTEGER, offset: 0 };
    const all = await questions().findProjects({
      ...(name === undefined ? {} : { name }),
      ...(nameContains === undefined ? {} : { nameContains }),
      ...(ids === undefined ? {} : { ids }),
      ...page,
    });
    const found = metadata === null ? all : all.filter((one) => hasMetadata(one, metadata)).slice(offset);
    const shown = found.slice(0, size);
    const stats = await statsFor(c, parts.line(), shown);
    const next = found.length > size ? String(offset + size) : null;
    return sendItems(
      c,
      shown.map((project) => inV2(projectAnswer(project, stats))),
      next,
    );
  });

  routes.post('/', async (c) => {
    const body = await readBody(c, parts);
    const type = textIn(body, 'type') ?? 'PROJECT';
    const name = textIn(body, 'name');
    if (type !== 'PROJECT')
      throw new RequestError('bad-value', { field: 'type', value: JSON.stringify(type), expected: 'PROJECT' });
    if (name === undefined)
      throw new RequestError('bad-value', { field: 'name', value: 'absent', expected: 'the name of the project' });
    const project = await storing(
      questions().createProject({
        ...projectWords(body),
        name,
        upsert: booleanIn(body, 'upsert') ?? booleanIn({ upsert: c.req.query('upsert') }, 'upsert') ?? false,
      }),
    );
    if (project === null) throw new RequestError('project-exists', { name: JSON.stringify(name) });
    return jsonAnswer(c, inV2(projectAnswer(project, noStats)));
  });

  routes.get('/:id', async (c) => answerOne(c, parts));
  routes.patch('/:id', async (c) => {
    const id = idFrom(c.req.param('id'), 'session_id');
    return jsonAnswer(c, inV2(projectAnswer(await changeProject(parts, id, await readBody(c, parts)), noStats)));
  });
  return routes;
}

async function answerOne(c: Context<Bindings>, parts: ApiParts): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const found = await parts.line().questions.findProjects({ ids: [normalizeId(id) ?? id], limit: 1, offset: 0 });
  if (found[0] === undefined) throw new RequestError('project-not-found', { name: id });
  return jsonAnswer(c, inV2(projectAnswer(found[0], await statsFor(c, parts.line(), found))));
}

const times = ['start_time', 'last_run_start_time', 'last_run_start_time_live'] as const;

/** v1 has no zone and tells money as text. */
function inV2({ total_cost, prompt_cost, completion_cost, ...v1 }: Project): ProjectV2 {
  const v2: ProjectV2 = { ...v1, type: 'PROJECT' };
  for (const name of times) v2[name] = withZone(v1[name]);
  const costs = { total_cost, prompt_cost, completion_cost };
  for (const name of ['total_cost', 'prompt_cost', 'completion_cost'] as const) {
    if (costs[name] !== undefined) v2[name] = Number(costs[name]);
  }
  return v2;
}
