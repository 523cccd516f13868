/**
 * The routes of the server as its own table has them, and for each that writes (or takes a body) a
 * request that is good: hostile ones are made of these. A new route is tried as soon as it is in the
 * table, and wants a good request here.
 */
import { randomUUID } from 'node:crypto';
import { silentLog } from '../log.js';
import { ask, postJson } from '../server.fixture.js';
import { createApp } from './app.js';
import { BodyReader } from './limits.js';

/** Method and pattern of every route that is registered, each once. */
export function routeTable(apiKey: string | null = null): [method: string, pattern: string][] {
  const app = createApp({
    rules: { host: '127.0.0.1', allowedHosts: [], allowedOrigins: [], apiKey },
    webDirectory: '/nowhere',
    openapiFile: '/nowhere',
    version: '0',
    log: silentLog,
    bodies: new BodyReader(),
    line: () => null,
  });
  const routes = app.routes
    .filter((route) => route.method !== 'ALL')
    .map((route): [string, string] => [route.method, route.path]);
  return [...new Map(routes.map((route) => [route.join(' '), route])).values()];
}

/** `POST /runs` for the same route under any prefix; what v2 has is its own. */
export function writeRoutes(): string[] {
  const names = routeTable()
    .filter(([method]) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
    .map(
      ([method, pattern]) =>
        `${method} ${pattern.replace(/^\/api\/v2\//, '/v2/').replace(/^\/api(?:\/v1)?\/(?!app\/|v2\/)/, '/')}`,
    );
  return [...new Set(names)];
}

/** What is in the store for the requests to be about. */
export interface World {
  runId: string;
  projectId: string;
  feedbackId: string;
  shareToken: string;
  feedbackToken: string;
}

export interface GoodRequest {
  path: string;
  headers: Record<string, string>;
  /** JSON, or bytes for what is none. */
  body: unknown;
}

export async function makeWorld(url: string): Promise<World> {
  const runId = randomUUID();
  await demand(postJson(`${url}/runs`, { id: runId, trace_id: runId, name: 'there', session_name: 'world' }));
  const [project] = await demand(ask<{ id: string }[]>(`${url}/sessions?name=world`));
  const feedback = await demand(postJson<{ id: string }>(`${url}/feedback`, { run_id: runId, key: 'good', score: 1 }));
  await demand(postJson(`${url}/feedback-configs`, { feedback_key: 'good', feedback_config: { type: 'continuous' } }));
  const shared = await demand(postJson<{ share_token: string }>(`${url}/runs/${runId}/share`, {}, 'PUT'));
  const token = await demand(
    postJson<{ id: string }>(`${url}/feedback/tokens`, { run_id: runId, feedback_key: 'thumbs' }),
  );
  return {
    runId,
    projectId: project?.id ?? '',
    feedbackId: feedback.id,
    shareToken: shared.share_token,
    feedbackToken: token.id,
  };
}

async function demand<Body>(asked: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`Answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** A run with every field that senders fill. */
export function goodRun(id: string = randomUUID()): Record<string, unknown> & { id: string } {
  return {
    id,
    trace_id: id,
    parent_run_id: null,
    dotted_order: `20260301T100000000001Z${id}`,
    name: 'good',
    run_type: 'llm',
    start_time: '2026-03-01T10:00:00.000001Z',
    end_time: 1772359201000,
    session_name: 'fuzz',
    inputs: { messages: [{ role: 'user', content: 'hi' }] },
    outputs: { usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } },
    extra: {
      metadata: { thread_id: 't', revision: 1 },
      runtime: { sdk: 'langsmith-js' },
      tracenest: { v: 1, placement: 'root', process: { instance: id, pid: 1 }, findings: [], links: [] },
    },
    events: [{ name: 'new_token', time: '2026-03-01T10:00:00.5Z' }],
    tags: ['a'],
    error: 'none',
    serialized: { id: ['x'] },
    reference_example_id: null,
  };
}

/** Parts as multipart: name, content, type. */
export function multipartOf(parts: readonly (readonly [name: string, content: string, type?: string])[]): {
  body: Buffer;
  contentType: string;
} {
  const boundary = `b${randomUUID()}`;
  const texts = parts.map(
    ([name, content, type = 'application/json']) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`,
  );
  return {
    body: Buffer.from(`${texts.join('')}--${boundary}--\r\n`),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

const asked = {
  filter: 'and(eq(run_type, "llm"), gt(latency, 0), has(tags, "a"))',
  trace_filter: 'eq(name, "good")',
  tree_filter: 'eq(name, "good")',
  start_time: '2026-01-01T00:00:00Z',
  cursor: null,
};

/** By the name that writeRoutes gives. */
export const goodRequests: Readonly<Record<string, (world: World) => Partial<GoodRequest>>> = {
  'POST /sign-in': () => ({ body: Buffer.from('key=x&next=%2Ftrace%2Fx') }),
  'POST /api/app/processes': () => ({
    body: {
      process: { instance: randomUUID(), sdk: 'x 1', host: 'h', pid: 1 },
      time: 1772359201000,
      open_runs: 1,
      traces: [randomUUID()],
      ended: { reason: 'exit', code: 0 },
    },
  }),
  'PUT /api/app/prices': () => ({
    body: {
      version: 1,
      lists: [
        {
          providers: ['test'],
          source: 'https://example.com',
          read: '2026-01-01',
          models: [{ names: ['m'], patterns: ['m-*'], from: '2026-01-01', input: '1', output: '2' }],
        },
      ],
    },
  }),
  'DELETE /api/app/prices': () => ({}),
  'POST /api/app/joins': ({ runId }) => ({
    body: { run_id: runId, trace_id: runId, parent_id: randomUUID(), parent_trace_id: randomUUID() },
  }),
  'DELETE /api/app/joins/:run': ({ runId }) => ({ path: `/api/app/joins/${runId}` }),
  'POST /api/app/runs/:id/feedback': ({ runId }) => ({
    path: `/api/app/runs/${runId}/feedback`,
    body: { key: 'k', score: 1, comment: 'c' },
  }),
  'PUT /api/app/runs/:id/share': ({ runId }) => ({ path: `/api/app/runs/${runId}/share` }),
  'DELETE /api/app/runs/:id/share': () => ({ path: `/api/app/runs/${randomUUID()}/share` }),
  'DELETE /api/app/feedback/:id': () => ({ path: `/api/app/feedback/${randomUUID()}` }),
  'POST /runs': () => ({ body: { ...goodRun(), child_runs: [{ id: randomUUID(), name: 'child' }] } }),
  'PATCH /runs/:id': () => ({
    path: `/runs/${randomUUID()}`,
    body: { end_time: 1, outputs: { a: 1 }, extra: {}, tags: [] },
  }),
  'POST /runs/batch': ({ runId }) => ({ body: { post: [goodRun()], patch: [{ id: runId, end_time: 1772359202000 }] } }),
  'POST /runs/multipart': () => {
    const { inputs, ...run } = goodRun();
    const { body, contentType } = multipartOf([
      [`post.${run.id}`, JSON.stringify(run)],
      [`post.${run.id}.inputs`, JSON.stringify(inputs)],
      [`attachment.${run.id}.file`, 'text', 'text/plain'],
    ]);
    return { body, headers: { 'content-type': contentType } };
  },
  'POST /runs/query': ({ projectId, runId }) => ({
    body: {
      session: [projectId],
      id: [runId],
      trace: runId,
      run_type: 'llm',
      is_root: true,
      error: false,
      select: ['name'],
      limit: 10,
      order: 'asc',
      ...asked,
    },
  }),
  'POST /runs/query/validate': () => ({ body: { ...asked, limit: 1 } }),
  'POST /runs/generate-query': () => ({ body: { query: 'x' } }),
  'POST /runs/delete': ({ projectId }) => ({ body: { session_id: projectId, trace_ids: [randomUUID()] } }),
  'POST /runs/stats': ({ projectId }) => ({
    body: {
      session: [projectId],
      group_by: { attribute: 'name', path: 'x', max_groups: 3 },
      select: ['run_count'],
      ...asked,
    },
  }),
  'POST /runs/group': ({ projectId }) => ({
    body: { session_id: projectId, group_by: 'conversation', filter: asked.filter, limit: 3, offset: 0 },
  }),
  'POST /runs/group/stats': ({ projectId }) => ({
    body: { session_id: projectId, group_by: 'conversation', filter: asked.filter },
  }),
  'PUT /runs/:id/share': ({ runId, shareToken }) => ({
    path: `/runs/${runId}/share`,
    body: { share_token: shareToken },
  }),
  'DELETE /runs/:id/share': () => ({ path: `/runs/${randomUUID()}/share` }),
  'POST /public/:token/runs/query': ({ shareToken, runId }) => ({
    path: `/public/${shareToken}/runs/query`,
    body: { id: [runId], cursor: null },
  }),
  'POST /sessions': () => ({
    path: '/sessions?upsert=true',
    body: { name: 'fuzzed', description: 'd', extra: { metadata: { a: 1 } }, id: randomUUID() },
  }),
  'PATCH /sessions/:id': ({ projectId }) => ({
    path: `/sessions/${projectId}`,
    body: { name: 'world', description: 'd', extra: { metadata: { a: 1 } } },
  }),
  'DELETE /sessions/:id': () => ({ path: `/sessions/${randomUUID()}` }),
  'POST /feedback': ({ runId }) => ({
    body: {
      id: randomUUID(),
      run_id: runId,
      trace_id: runId,
      key: 'k',
      score: 0.5,
      value: { a: 1 },
      comment: 'c',
      correction: { b: 2 },
      feedback_source: { type: 'api', metadata: { x: 1 } },
      feedback_config: { type: 'continuous', min: 0, max: 1 },
      extra: {},
      created_at: '2026-03-01T10:00:00Z',
    },
  }),
  'PATCH /feedback/:id': ({ feedbackId }) => ({
    path: `/feedback/${feedbackId}`,
    body: { score: 1, value: 'v', comment: 'c', correction: { b: 2 } },
  }),
  'DELETE /feedback/:id': () => ({ path: `/feedback/${randomUUID()}` }),
  'POST /feedback/tokens': ({ runId }) => ({
    body: { run_id: runId, feedback_key: 'k', expires_in: { days: 1, hours: 1, minutes: 1 }, expires_at: null },
  }),
  'POST /feedback/tokens/:token': ({ feedbackToken }) => ({
    path: `/feedback/tokens/${feedbackToken}`,
    body: { score: 1, value: 'v', comment: 'c', correction: { a: 1 }, metadata: { a: 1 } },
  }),
  'POST /feedback-configs': () => ({
    body: {
      feedback_key: 'fk',
      feedback_config: { type: 'categorical', categories: [{ value: 1, label: 'a' }] },
      is_lower_score_better: true,
    },
  }),
  'PATCH /feedback-configs': () => ({
    body: {
      feedback_key: 'good',
      feedback_config: { type: 'continuous' },
      add_categories: [{ value: 2 }],
      remove_categories: [1],
    },
  }),
  'DELETE /feedback-configs': () => ({ path: '/feedback-configs?feedback_key=none' }),
  'POST /v2/threads/query': ({ projectId }) => ({
    body: {
      project_ids: [projectId],
      filter: asked.filter,
      page_size: 3,
      cursor: null,
      min_start_time: asked.start_time,
    },
  }),
  'POST /v2/threads/stats': ({ projectId }) => ({
    body: { project_ids: [projectId], select: ['x'], filter: asked.filter },
  }),
  'POST /v2/sessions': () => ({ body: { name: 'fuzzed', description: 'd', type: 'PROJECT', extra: {}, upsert: true } }),
  'PATCH /v2/sessions/:id': ({ projectId }) => ({
    path: `/v2/sessions/${projectId}`,
    body: { description: 'd', extra: {} },
  }),
  'POST /v2/runs/query': ({ projectId, runId }) => ({
    body: {
      project_ids: [projectId],
      ids: [runId],
      trace_id: runId,
      run_type: 'LLM',
      is_root: true,
      has_error: false,
      selects: ['NAME'],
      page_size: 2,
      cursor: null,
      filter: asked.filter,
      min_start_time: asked.start_time,
    },
  }),
  'POST /v2/traces/query': ({ projectId, runId }) => ({
    body: { project_ids: [projectId], trace_ids: [runId], selects: ['NAME'], page_size: 2, filter: asked.filter },
  }),
  'POST /v2/runs/:id/share': ({ runId }) => ({ path: `/v2/runs/${runId}/share`, body: {} }),
  'DELETE /v2/runs/:id/share': () => ({ path: `/v2/runs/${randomUUID()}/share` }),
  'POST /v2/public/:token/runs/query': ({ shareToken, runId }) => ({
    path: `/v2/public/${shareToken}/runs/query`,
    body: { ids: [runId], selects: ['NAME'], cursor: null },
  }),
};

/** Throws where the table has no good request for a route. */
export function goodRequest(route: string, world: World): GoodRequest {
  const make = goodRequests[route];
  if (make === undefined) throw new Error(`Give ${route} a good request in write-routes.fixture.ts.`);
  return {
    path: route.slice(route.indexOf(' ') + 1),
    headers: { 'content-type': 'application/json' },
    body: null,
    ...make(world),
  };
}
