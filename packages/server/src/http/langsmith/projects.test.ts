/** Projects by the official npm client: changed without loss, with sums, never renamed or split. */
import { randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../../server.fixture.js';

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

  test('is not renamed, and says why', async () => {
    const made = await client.createProject({ projectName: 'fixed' });
    await expect(client.updateProject(made.id, { name: 'other' })).rejects.toThrow(/cannot be renamed/);
    expect(await client.hasProject({ projectName: 'fixed' })).toBe(true);
    const unknown = await ask(`${server.url}/sessions/${randomUUID()}`, { method: 'DELETE' });
    expect(unknown.status).toBe(404);
    expect((await postJson(`${server.url}/sessions/${randomUUID()}`, {}, 'PATCH')).status).toBe(404);
  });
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

test('a name that is made twice at once is one project', async () => {
  const make = () => postJson<{ id: string }>(`${server.url}/sessions?upsert=true`, { name: 'at once' });
  const made = await Promise.all([make(), make(), make()]);
  expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
  const { body } = await ask<object[]>(`${server.url}/sessions?name=at%20once`);
  expect(body).toHaveLength(1);
});
