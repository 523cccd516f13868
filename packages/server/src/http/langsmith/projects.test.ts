/** Projects by the official npm client: changed without loss, with sums, renamed, never split. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'langsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RefusedReason, RunRecord, TraceAnswer } from 'tracenest/wire';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../../server.fixture.js';

interface RefusedAnswer {
  rejected: RefusedReason[];
}

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startTestServer();
  client = new Client({ apiUrl: server.url, apiKey: 'anything', callerOptions: { maxRetries: 0 } });
});

afterAll(() => server.remove());

describe('a project that is changed', () => {
  test('row 32: keeps what the change does not say', async () => {
    const made = await client.createProject({ projectName: 'kept', description: 'why', metadata: { team: 'a' } });
    await client.updateProject(made.id, { description: 'because' });
    expect(await client.readProject({ projectId: made.id })).toMatchObject({
      name: 'kept',
      description: 'because',
      extra: { metadata: { team: 'a' } },
    });
    const silent = { name: null, extra: null, description: null, end_time: null };
    expect((await postJson(`${server.url}/sessions/${made.id}`, silent, 'PATCH')).status).toBe(200);
    await client.updateProject(made.id, { metadata: { team: 'b' } });
    expect(await client.readProject({ projectId: made.id })).toMatchObject({
      description: 'because',
      extra: { metadata: { team: 'b' } },
    });
  });

  test('is told when it ended and which dataset is its', async () => {
    const made = await client.createProject({ projectName: 'ended' });
    await client.updateProject(made.id, { endTime: '2026-03-01T10:00:00.5Z' });
    const dataset = randomUUID();
    await postJson(`${server.url}/sessions/${made.id}`, { default_dataset_id: dataset }, 'PATCH');
    const told = { end_time: '2026-03-01T10:00:00.500000', default_dataset_id: dataset };
    expect(await client.readProject({ projectId: made.id })).toMatchObject(told);
  });

  test('that is not there is said so', async () => {
    const unknown = await ask(`${server.url}/sessions/${randomUUID()}`, { method: 'DELETE' });
    expect(unknown.status).toBe(404);
    expect((await postJson(`${server.url}/sessions/${randomUUID()}`, { name: 'x' }, 'PATCH')).status).toBe(404);
  });
});

describe('a project that is renamed', () => {
  const time = '2026-03-01T10:00:00Z';
  const runOf = (project: string, id: string): Partial<RunRecord> => ({
    id,
    trace_id: id,
    name: `of ${project}`,
    run_type: 'chain',
    session_name: project,
    start_time: time,
    end_time: time,
  });
  const namesIn = async (projectName: string): Promise<string[]> => {
    const names: string[] = [];
    for await (const run of client.listRuns({ projectName })) names.push(`${run.name} ${run.session_id}`);
    return names.toSorted();
  };
  const projectOf = async (traceId: string): Promise<string> =>
    (await ask<TraceAnswer>(`${server.url}/api/app/traces/${traceId}`)).body.project;
  const rename = (id: string, name: string): Promise<unknown> => client.updateProject(id, { name });

  test('keeps its id and its runs, and whoever says the old name begins another', async () => {
    const [open, late, again] = [randomUUID(), randomUUID(), randomUUID()];
    await sendRecords(server.url, [runOf('old', open)]);
    const { id } = await client.readProject({ projectName: 'old' });
    expect(await projectOf(open)).toBe('old');
    await rename(id, 'new');
    expect(await client.readProject({ projectName: 'new' })).toMatchObject({ id });
    expect(await client.hasProject({ projectName: 'old' })).toBe(false);
    expect([await namesIn('new'), await projectOf(open)]).toEqual([[`of old ${id}`], 'new']);
    // The program goes on to say the old name: of the trace that it began, and of its next one.
    const child = { ...runOf('old', randomUUID()), trace_id: open, parent_run_id: open, name: 'child' };
    const end = { ...runOf('old', open), op: 'update' as const, outputs: { done: true } };
    await sendRecords(server.url, [child, end, runOf('old', late)]);
    await sendRecords(server.url, [runOf('new', again)]);
    const old = await client.readProject({ projectName: 'old' });
    expect(old.id).not.toBe(id);
    expect(await namesIn('old')).toEqual([`of old ${old.id}`]);
    expect(await namesIn('new')).toEqual([`child ${id}`, `of new ${id}`, `of old ${id}`]);
    const trace = (await ask<TraceAnswer>(`${server.url}/api/app/traces/${open}`)).body;
    expect([trace.project, trace.findings]).toEqual(['new', []]);
    expect(await projectOf(late)).toBe('old');
    await client.deleteProject({ projectName: 'new' });
    expect(await namesIn('old')).toEqual([`of old ${old.id}`]);
    await sendRecords(server.url, [runOf('old', randomUUID())]);
    expect(await namesIn('old')).toEqual([`of old ${old.id}`, `of old ${old.id}`]);
  });

  test('and named back is what it was; a run may say any of its names, and none is said to be moved', async () => {
    const id = randomUUID();
    await sendRecords(server.url, [runOf('first', id)]);
    const project = await client.readProject({ projectName: 'first' });
    for (const name of ['second', 'third', 'first']) {
      await rename(project.id, name);
      await sendRecords(server.url, [{ ...runOf(name, id), op: 'update', outputs: { name } }]);
    }
    expect(await namesIn('first')).toEqual([`of first ${project.id}`]);
    const run = await client.readRun(id);
    expect([run.session_id, run.outputs]).toEqual([project.id, { name: 'first' }]);
    expect((await ask<TraceAnswer>(`${server.url}/api/app/traces/${id}`)).body.findings).toEqual([]);
    expect(await client.hasProject({ projectName: 'second' })).toBe(false);
  });

  test('takes the account of its refused runs along; the old name begins another', async () => {
    const refused = async (project: string): Promise<unknown> => {
      const answer = await ask<RefusedAnswer>(`${server.url}/api/app/projects/${project}/rejected`);
      return answer.body.rejected.map(({ field, count, is_of_project }) => ({ field, count, is_of_project }));
    };
    const wrong = (project: string): Partial<RunRecord> => ({ ...runOf(project, 'none'), name: 'wrong' });
    await sendRecords(server.url, [runOf('poor', randomUUID()), wrong('poor'), wrong('poor')]);
    const { id } = await client.readProject({ projectName: 'poor' });
    const two = [{ field: null, count: 2, is_of_project: true }];
    for (const [before, after] of [
      ['poor', 'rich'],
      ['rich', 'poor'],
      ['poor', 'rich'],
    ] as const) {
      expect(await refused(before)).toEqual(two);
      await rename(id, after);
      expect(await refused(after)).toEqual(two);
    }
    await sendRecords(server.url, [wrong('poor')]);
    expect(await refused('poor')).toEqual([{ field: null, count: 1, is_of_project: true }]);
    expect(await refused('rich')).toEqual(two);
  });

  test('not to a name that is taken or means another, and not the default one', async () => {
    await client.createProject({ projectName: 'taken' });
    const { id } = await client.createProject({ projectName: 'mine' });
    await expect(rename(id, 'taken')).rejects.toThrow(/409|exists/);
    await expect(rename(id, randomUUID())).rejects.toThrow(/not an id/);
    const main = await client.readProject({ projectName: 'default' });
    await expect(rename(main.id, 'x')).rejects.toThrow(/cannot be renamed/);
    expect(await client.readProject({ projectId: id })).toMatchObject({ name: 'mine' });
    await rename(id, 'mine');
  });
});

test('runs that are sent to an agent are in the project of the agent and its environment', async () => {
  const id = randomUUID();
  const place = { id, trace_id: id, address: 'lrn:agents/support/environments/production' };
  const time = '2026-03-01T10:00:00Z';
  const post = [{ ...place, name: 'asked', run_type: 'chain', start_time: time }];
  const odd = { id: randomUUID(), name: 'odd', run_type: 'chain', start_time: time, address: 'support' };
  const sent = await postJson<{ rejected: object[] }>(`${server.url}/runs/batch`, {
    post: [...post, odd],
    patch: [{ ...place, end_time: time, outputs: { a: 1 } }],
  });
  expect(sent).toMatchObject({ status: 202, body: { rejected: [{ id: odd.id, field: 'address' }] } });
  const { id: projectId } = await client.readProject({ projectName: 'support/production' });
  expect(await client.readRun(id)).toMatchObject({ name: 'asked', outputs: { a: 1 }, session_id: projectId });
  expect((await client.readRun(odd.id)).session_id).toBe((await client.readProject({ projectName: 'default' })).id);
  const resolve = (query: string) => ask(`${server.url}/api/v1/sessions/resolutions?${query}`);
  const found = await resolve('kind=AGENT&id=support&environment=PRODUCTION');
  expect(found).toMatchObject({ status: 200, body: { session_id: projectId } });
  for (const query of ['kind=AGENT&id=support&environment=LOCAL', 'kind=EVALUATOR'])
    expect((await resolve(query)).status).toBe(404);
});

test('how long runs wait for their first token, also where only the end tells it and no project', async () => {
  const records = [1, 2, 4].flatMap((seconds): Partial<RunRecord>[] => {
    const id = randomUUID();
    const run = { id, trace_id: id, name: 'n', run_type: 'llm' };
    const events = [{ name: 'new_token', time: `2026-03-01T10:00:0${seconds}Z` }];
    const begin = { ...run, session_name: 'streaming', start_time: '2026-03-01T10:00:00Z' };
    return [begin, { ...run, op: 'update', end_time: '2026-03-01T10:00:09Z', events }];
  });
  const silent = { ...records[0], id: randomUUID(), end_time: '2026-03-01T10:00:09Z' };
  await sendRecords(server.url, [...records, { ...silent, trace_id: silent.id }]);
  const { id } = await client.readProject({ projectName: 'streaming' });
  const { body } = await ask<Record<string, number>>(`${server.url}/sessions/${id}?include_stats=true`);
  expect(body).toMatchObject({ first_token_p50: 2, first_token_p99: 3.96, streaming_rate: 0.75 });
});

test('sums come where they are asked for', async () => {
  const id = randomUUID();
  const run = {
    id,
    trace_id: id,
    name: 'n',
    run_type: 'llm',
    session_name: 'summed',
    start_time: '2026-03-01T10:00:00Z',
  };
  await sendRecords(server.url, [{ ...run, error: 'no', end_time: '2026-03-01T10:00:01Z' }]);
  await client.createFeedback(id, 'good', { score: 1 });
  const project = await client.readProject({ projectName: 'summed' });
  await client.createFeedback(null, 'whole', { score: 0, projectId: project.id });
  const { body } = await ask<Record<string, unknown>>(`${server.url}/sessions/${project.id}?include_stats=true`);
  expect(body).toMatchObject({
    run_count: 1,
    error_rate: 1,
    feedback_stats: { good: { n: 1, avg: 1 } },
    session_feedback_stats: { whole: { n: 1, avg: 0 } },
  });
  const plain = await ask<Record<string, unknown>>(`${server.url}/sessions/${project.id}`);
  expect(plain.body).not.toHaveProperty('feedback_stats');
});

/** Where not all is counted in time the answer says so, and who wants all of it asks again. */
async function readWhole(projectName: string): Promise<Record<string, unknown>> {
  for (;;) {
    const read = { ...(await client.readProject({ projectName, includeStats: true })) } as Record<string, unknown>;
    if (read['stats_complete'] !== false) return read;
  }
}

test('sums that are said to be whole are, after a flush, however much is written beside it', async () => {
  let isOver = false;
  const load = (async () => {
    while (!isOver) {
      const records = Array.from({ length: 50 }, (): Partial<RunRecord> => {
        const id = randomUUID();
        return {
          id,
          trace_id: id,
          name: 'other',
          run_type: 'chain',
          session_name: 'load',
          start_time: '2026-03-01T10:00:00Z',
        };
      });
      await sendRecords(server.url, records);
      await sleep(20);
    }
  })();
  try {
    const project_name = `summed at once ${randomUUID()}`;
    const usage_metadata = { input_tokens: 30, output_tokens: 4, total_tokens: 34, input_cost: 0.5, output_cost: 0.25 };
    for (let round = 1; round <= 5; round += 1) {
      for (let i = 0; i < 10; i += 1) {
        const id = randomUUID();
        const order = { trace_id: id, dotted_order: `20260301T100000000000Z${id}` };
        const start_time = '2026-03-01T10:00:00Z';
        await client.createRun({ id, ...order, name: 'n', run_type: 'llm', inputs: {}, project_name, start_time });
        await client.updateRun(id, { ...order, outputs: { usage_metadata }, end_time: '2026-03-01T10:00:02Z' });
      }
      await client.awaitPendingTraceBatches();
      expect(await readWhole(project_name)).toMatchObject({
        stats_complete: true,
        run_count: 10 * round,
        total_tokens: 340 * round,
        total_cost: String(7.5 * round),
        latency_p50: 2,
        error_rate: 0,
      });
    }
    expect(await client.readProject({ projectName: project_name })).not.toHaveProperty('stats_complete');
  } finally {
    isOver = true;
    await load;
  }
});

test('a name that is made twice at once is one project', async () => {
  const make = () => postJson<{ id: string }>(`${server.url}/sessions?upsert=true`, { name: 'at once' });
  const made = await Promise.all([make(), make(), make()]);
  expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
  const { body } = await ask<object[]>(`${server.url}/sessions?name=at%20once`);
  expect(body).toHaveLength(1);
});
