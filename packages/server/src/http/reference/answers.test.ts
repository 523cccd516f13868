/** Every route of the reference, asked on a real server: what it answers is what the reference says. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server.fixture.js';
import { faultsOf, operations, resolved, type Schema } from './document.fixture.js';

const project = 'reference';
const traceId = randomUUID();
const childId = randomUUID();
const otherId = randomUUID();
const start = new Date(Date.now() - 60_000).toISOString().replace('Z', '000Z');
const segment = start.replaceAll(/[-:.]/gu, '');
const run = {
  id: traceId,
  trace_id: traceId,
  dotted_order: `${segment}${traceId}`,
  name: 'root',
  run_type: 'chain',
  start_time: start,
  end_time: start,
  inputs: { question: 'why?' },
  outputs: { answer: 'because' },
  tags: ['a'],
  extra: { metadata: { thread_id: 'th', k: 1 }, runtime: { sdk: 'langsmith-js' }, else: 1 },
  session_name: project,
};
const child = {
  ...run,
  id: childId,
  parent_run_id: traceId,
  dotted_order: `${segment}${traceId}.${segment}${childId}`,
  name: 'model',
  run_type: 'llm',
  outputs: { usage_metadata: { input_tokens: 5, output_tokens: 7, total_tokens: 12 } },
  error: 'it failed',
  events: [{ name: 'new_token', time: start }],
  extra: { metadata: { ls_model_name: 'gpt-4o', ls_provider: 'openai', thread_id: 'th' } },
};
const other = { ...run, id: otherId, trace_id: otherId, dotted_order: `${segment}${otherId}` };

const agentRunId = randomUUID();
const { session_name: _, ...toNobody } = { ...other, id: agentRunId, trace_id: agentRunId };
const toAgent = {
  ...toNobody,
  dotted_order: `${segment}${agentRunId}`,
  address: 'lrn:agents/support/environments/production',
};

let server: TestServer;
/** What answers gave for the questions after them. */
const known = { project: '', feedback: '', share: '', shareV2: '', token: '', made: '', file: '' };

interface Sample {
  /** Values for what is in braces, in their order. */
  at?: string[];
  query?: string;
  body?: unknown;
  /** Keeps what later questions need of the answer. */
  keep?: (body: never) => void;
}

const inProject = (): object => ({ session: [known.project] });
const inProjectV2 = (): object => ({ project_ids: [known.project] });
const allOfV2 = ['ID', 'NAME', 'TOTAL_COST', 'FEEDBACK_STATS', 'ATTACHMENTS', 'EVENTS', 'SHARE_URL', 'LATENCY_SECONDS'];
const selects = allOfV2.map((name) => `selects=${name}`).join('&');

/** In the order in which they are asked. */
const samples: Record<string, () => Sample> = {
  'GET /health': () => ({}),
  'GET /api/openapi.json': () => ({}),
  'GET /api/v1/info': () => ({}),
  'GET /api/v1/ok': () => ({}),
  'GET /api/v1/settings': () => ({}),
  'GET /api/v1/workspaces': () => ({}),
  'GET /api/v1/workspaces/current': () => ({}),
  'GET /api/v1/tenants': () => ({}),
  'GET /api/v1/orgs/current': () => ({}),
  'POST /api/v1/runs': () => ({ body: run }),
  'PATCH /api/v1/runs/{run_id}': () => ({ at: [traceId], body: { end_time: start } }),
  'POST /api/v1/runs/batch': () => ({ body: { post: [child, other, toAgent, { id: 'none' }] } }),
  'POST /api/v1/runs/multipart': () => ({ body: multipart() }),
  'GET /api/v1/runs/{run_id}': () => ({
    at: [childId],
    keep: ({ session_id, s3_urls }: { session_id: string; s3_urls: Record<string, { presigned_url: string }> }) => {
      known.project = session_id;
      known.file = new URL(s3_urls['attachment.note.txt']?.presigned_url ?? '').pathname.split('/').at(-1) ?? '';
    },
  }),
  'GET /api/v1/attachments/{run_id}/{token}': () => ({ at: [childId, known.file] }),
  'POST /api/v1/feedback': () => ({
    body: {
      run_id: childId,
      key: 'good',
      score: 1,
      comment: 'yes',
      value: 'v',
      feedback_config: { type: 'continuous' },
    },
    keep: ({ id }: { id: string }) => (known.feedback = id),
  }),
  'GET /api/v1/feedback': () => ({ query: `run=${childId}&has_score=true` }),
  'GET /api/v1/feedback/{feedback_id}': () => ({ at: [known.feedback] }),
  'PATCH /api/v1/feedback/{feedback_id}': () => ({ at: [known.feedback], body: { score: 0.5 } }),
  'POST /api/v1/feedback/tokens': () => ({
    body: { run_id: childId, feedback_key: 'good', expires_in: { minutes: 5 } },
    keep: ({ id }: { id: string }) => (known.token = id),
  }),
  'GET /api/v1/feedback/tokens': () => ({ query: `run_id=${childId}` }),
  'GET /api/v1/feedback/tokens/{token}': () => ({ at: [known.token], query: 'score=1' }),
  'POST /api/v1/feedback/tokens/{token}': () => ({ at: [known.token], body: { score: 1 } }),
  'POST /api/v1/feedback-configs': () => ({ body: { feedback_key: 'k', feedback_config: { type: 'categorical' } } }),
  'PATCH /api/v1/feedback-configs': () => ({ body: { feedback_key: 'k', is_lower_score_better: true } }),
  'GET /api/v1/feedback-configs': () => ({}),
  'DELETE /api/v1/feedback-configs': () => ({ query: 'feedback_key=k' }),
  'PUT /api/v1/runs/{run_id}/share': () => ({
    at: [traceId],
    body: {},
    keep: ({ share_token }: { share_token: string }) => (known.share = share_token),
  }),
  'GET /api/v1/runs/{run_id}/share': () => ({ at: [traceId] }),
  'GET /api/v1/public/{share_token}/run': () => ({ at: [known.share] }),
  'GET /api/v1/public/{share_token}/run/{run_id}': () => ({ at: [known.share, childId] }),
  'POST /api/v1/public/{share_token}/runs/query': () => ({ at: [known.share], body: {} }),
  'GET /api/v1/public/{share_token}/{asked}': () => ({ at: [known.share, `runsshare_token=${known.share}`] }),
  'GET /api/v1/public/{share_token}/r': () => ({ at: [known.share] }),
  'GET /api/v1/public/{share_token}/feedbacks': () => ({ at: [known.share] }),
  'POST /api/v1/runs/query': () => ({ body: inProject() }),
  'POST /api/v1/runs/query/validate': () => ({ body: { filter: 'eq(name, "root")' } }),
  'POST /api/v1/runs/generate-query': () => ({ body: { query: 'slow runs' } }),
  'POST /api/v1/runs/stats': () => ({ body: inProject() }),
  'POST /api/v1/runs/group': () => ({ body: { session_id: known.project, group_by: 'conversation' } }),
  'POST /api/v1/runs/group/stats': () => ({ body: { session_id: known.project } }),
  'GET /api/v1/runs/threads/{thread_id}': () => ({ at: ['th'], query: `session_id=${known.project}` }),
  'GET /api/v1/sessions': () => ({ query: 'include_stats=true' }),
  'GET /api/v1/sessions/resolutions': () => ({ query: 'kind=AGENT&id=support&environment=PRODUCTION' }),
  'GET /api/v1/sessions/{session_id}': () => ({ at: [known.project], query: 'include_stats=true' }),
  'POST /api/v1/sessions': () => ({
    body: { name: 'made', extra: { metadata: { a: 1 } } },
    keep: ({ id }: { id: string }) => (known.made = id),
  }),
  'PATCH /api/v1/sessions/{session_id}': () => ({ at: [known.made], body: { description: 'd' } }),
  'POST /api/v2/runs/query': () => ({ body: { ...inProjectV2(), selects: allOfV2 } }),
  'POST /api/v2/traces/query': () => ({ body: { ...inProjectV2(), selects: allOfV2 } }),
  'GET /api/v2/runs/{run_id}': () => ({ at: [childId], query: selects }),
  'GET /api/v2/runs/{run_id}/url': () => ({ at: [childId] }),
  'GET /api/v2/traces/{trace_id}/runs': () => ({ at: [traceId], query: selects }),
  'POST /api/v2/runs/{run_id}/share': () => ({
    at: [otherId],
    body: {},
    keep: ({ share_token }: { share_token: string }) => (known.shareV2 = share_token),
  }),
  'GET /api/v2/public/{share_token}/run/{run_id}': () => ({ at: [known.shareV2, otherId], query: selects }),
  'POST /api/v2/public/{share_token}/runs/query': () => ({ at: [known.shareV2], body: { selects: allOfV2 } }),
  'POST /api/v2/threads/query': () => ({ body: inProjectV2() }),
  'POST /api/v2/threads/stats': () => ({ body: { ...inProjectV2(), select: ['TURNS', 'LATENCY_P50', 'TOTAL_COST'] } }),
  'GET /api/v2/threads/{thread_id}/traces': () => ({ at: ['th'], query: `project_id=${known.project}&${selects}` }),
  'GET /api/v2/threads/{thread_id}/stats': () => ({ at: ['th'], query: `session_id=${known.project}&selects=TURNS` }),
  'GET /api/v2/sessions': () => ({ query: 'include_stats=true' }),
  'POST /api/v2/sessions': () => ({ body: { name: 'made in v2' } }),
  'GET /api/v2/sessions/{session_id}': () => ({ at: [known.project], query: 'include_stats=true' }),
  'PATCH /api/v2/sessions/{session_id}': () => ({ at: [known.made], body: { description: 'e' } }),
  'GET /api/app/status': () => ({}),
  'GET /api/app/projects': () => ({}),
  'GET /api/app/projects/{name}/traces': () => ({ at: [project] }),
  'GET /api/app/projects/{name}/findings': () => ({ at: [project] }),
  'GET /api/app/projects/{name}/findings/{code}/traces': () => ({ at: [project, 'missing-parent'] }),
  'GET /api/app/projects/{name}/threads': () => ({ at: [project] }),
  'GET /api/app/projects/{name}/threads/{thread_id}': () => ({ at: [project, 'th'] }),
  'GET /api/app/projects/{name}/rejected': () => ({ at: [project] }),
  'GET /api/app/projects/{name}/statistics': () => ({
    at: [project],
    query: `since=${encodeURIComponent(start)}&until=${new Date().toISOString()}`,
  }),
  'GET /api/app/traces/{trace_id}': () => ({ at: [traceId] }),
  'GET /api/app/traces/{trace_id}/outline': () => ({ at: [traceId], query: 'format=json' }),
  'GET /api/app/traces/{trace_id}/search': () => ({ at: [traceId], query: 'q=because' }),
  'GET /api/app/traces/{trace_id}/contents': () => ({ at: [traceId] }),
  'GET /api/app/traces/{trace_id}/turn': () => ({ at: [traceId] }),
  'GET /api/app/runs': () => ({ query: `project=${project}&q=because` }),
  'GET /api/app/find': () => ({ query: 'q=ro' }),
  'GET /api/app/runs/{run_id}': () => ({ at: [childId] }),
  'GET /api/app/runs/{run_id}/inputs': () => ({ at: [childId] }),
  'GET /api/app/runs/{run_id}/outputs': () => ({ at: [childId] }),
  'GET /api/app/runs/{run_id}/beside': () => ({ at: [childId] }),
  'GET /api/app/runs/{run_id}/share': () => ({ at: [childId] }),
  'PUT /api/app/runs/{run_id}/share': () => ({ at: [childId] }),
  'DELETE /api/app/runs/{run_id}/share': () => ({ at: [childId] }),
  'POST /api/app/runs/{run_id}/feedback': () => ({
    at: [childId],
    body: { key: 'good', score: 1 },
    keep: ({ id }: { id: string }) => (known.feedback = id),
  }),
  'DELETE /api/app/feedback/{feedback_id}': () => ({ at: [known.feedback] }),
  'POST /api/app/joins': () => ({
    body: { run_id: otherId, trace_id: otherId, parent_id: childId, parent_trace_id: traceId },
  }),
  'DELETE /api/app/joins/{run_id}': () => ({ at: [otherId] }),
  'GET /api/app/prices': () => ({ keep: ({ prices }: { prices: unknown }) => (priceFile = prices) }),
  'PUT /api/app/prices': () => ({ body: priceFile }),
  'DELETE /api/app/prices': () => ({}),
  'POST /api/app/processes': () => ({
    body: { process: { instance: randomUUID(), sdk: 'test' }, time: Date.now(), open_runs: 0, traces: [traceId] },
  }),
  'DELETE /api/v1/feedback/{feedback_id}': () => ({ at: [feedbackId] }),
  'DELETE /api/v1/runs/{run_id}/share': () => ({ at: [traceId] }),
  'DELETE /api/v2/runs/{run_id}/share': () => ({ at: [otherId] }),
  'POST /api/v1/runs/delete': () => ({ body: { session_id: known.project, trace_ids: [otherId] } }),
  'DELETE /api/v1/sessions/{session_id}': () => ({ at: [known.made] }),
};

let priceFile: unknown;
const feedbackId = randomUUID();

function multipart(): FormData {
  const form = new FormData();
  const json = (value: unknown): Blob => new Blob([JSON.stringify(value)], { type: 'application/json' });
  form.append(`attachment.${childId}.note.txt`, new Blob(['a note'], { type: 'text/plain' }), 'note.txt');
  form.append(`feedback.${feedbackId}`, json({ id: feedbackId, run_id: traceId, key: 'good', score: 1 }));
  return form;
}

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.remove());

async function send(route: string, { at = [], query = '', body }: Sample): Promise<Response> {
  const [method = '', path = ''] = route.split(' ');
  const values = at.values();
  const address = path.replaceAll(/\{\w+\}/gu, () => encodeURI(values.next().value ?? ''));
  return fetch(`${server.url}${address}${query === '' ? '' : `?${query}`}`, {
    method,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
}

describe('answers are what the reference says', () => {
  test('there is a sample of every route', () => {
    expect(Object.keys(samples).toSorted()).toEqual([...operations.keys()].toSorted());
  });

  test.each(Object.keys(samples))('%s', async (route) => {
    const sample = samples[route]?.() ?? {};
    const { responses } = operations.get(route) ?? { responses: {} };
    const answer = await send(route, sample);
    const told = Object.keys(responses).find((status) => status === String(answer.status)) ?? 'default';
    const text = await answer.text();
    if (Object.keys(responses).length > 1) expect(told, text).not.toBe('default');
    const { content } = responses[told] ?? {};
    const media = answer.headers.get('content-type')?.split(';')[0] ?? '';
    if (told !== 'default' && content === undefined) return expect(text).toBe('');
    // A file is told by the type that it was sent with, where that is harmless.
    if (content !== undefined && content['application/json'] === undefined)
      return expect(content).toHaveProperty([media]);
    expect(media).toBe('application/json');
    const body = JSON.parse(text) as never;
    expect(faultsOf(route, told, body), text.slice(0, 2_000)).toBeNull();
    sample.keep?.(body);
  });
});

describe('what the reference says of a question is what the server reads', () => {
  const checked = [...operations].flatMap(([route, { parameters = [] }]) =>
    parameters.filter((one) => one.in === 'query' && isChecked(one.schema)).map(({ name }) => [route, name] as const),
  );
  test.each(checked)('%s refuses nonsense as %s, and names it', async (route, name) => {
    const { query = '', ...sample } = samples[route]?.() ?? {};
    const rest = query.split('&').filter((pair) => pair !== '' && !pair.startsWith(`${name}=`));
    const answer = await send(route, { ...sample, query: [...rest, `${name}=nonsense`].join('&') });
    const body = await answer.json();
    expect([answer.status, JSON.stringify(body)]).toEqual([422, expect.stringContaining(name)]);
    expect(faultsOf(route, 'default', body)).toBeNull();
  });

  const questions = ['/api/v1/runs/query', '/api/v1/runs/stats', '/api/v1/runs/group', '/api/v2/runs/query'];
  const fields = questions.flatMap((path) => {
    const content = operations.get(`POST ${path}`)?.requestBody?.content ?? {};
    const { properties = {} } = resolved(content['application/json']?.schema ?? {});
    const simple = Object.entries(properties).filter(([, schema]) => isSimple(schema));
    return simple.map(([name]) => [`POST ${path}`, name] as const);
  });
  test.each(fields)('%s refuses an object as %s, and names it', async (route, name) => {
    const { body } = samples[route]?.() ?? {};
    const answer = await send(route, { body: { ...(body as object), [name]: { no: 1 } } });
    const refused = await answer.json();
    expect([answer.status, JSON.stringify(refused)]).toEqual([422, expect.stringContaining(name)]);
    expect(faultsOf(route, 'default', refused)).toBeNull();
  });
});

/** Any text is a text. */
function isChecked({ type, enum: values, const: value }: Schema): boolean {
  return type === 'number' || type === 'boolean' || values !== undefined || value !== undefined;
}

function isSimple({ type, enum: values }: Schema): boolean {
  return type === 'number' || type === 'boolean' || type === 'string' || values !== undefined;
}
