/** Projects and traces that are deleted are gone, with all that hung on them, whatever comes meanwhile. */
import { randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from 'tracenest/wire';
import { ask, postJson, sendRecords, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startTestServer();
  client = new Client({ apiUrl: server.url, apiKey: 'anything', callerOptions: { maxRetries: 0 } });
});

afterAll(() => server.remove());

/** A root and a model call below it. */
function trace(project: string, root: string = randomUUID()): Partial<RunRecord>[] {
  const place = { trace_id: root, session_name: project, start_time: '2026-03-01T10:00:00Z' };
  return [
    { ...place, id: root, name: 'root', run_type: 'chain', inputs: { secret: 'xyzzy' } },
    {
      ...place,
      id: randomUUID(),
      parent_run_id: root,
      name: 'model',
      run_type: 'llm',
      end_time: '2026-03-01T10:00:01Z',
    },
  ];
}

async function namesIn(project: string): Promise<string[]> {
  if (!(await client.hasProject({ projectName: project }))) return [];
  const names: string[] = [];
  for await (const run of client.listRuns({ projectName: project })) names.push(run.name);
  return names.toSorted();
}

async function idOf(projectName: string): Promise<string> {
  return (await client.readProject({ projectName })).id;
}

describe('a project that is deleted', () => {
  test('takes its runs with it, and nothing of others', async () => {
    const root = randomUUID();
    await sendRecords(server.url, [...trace('doomed', root), ...trace('kept')]);
    await client.createFeedback(root, 'good', { score: 1 });
    const shared = await client.shareRun(root);
    const project = await idOf('doomed');
    await client.deleteProject({ projectName: 'doomed' });
    expect(await client.hasProject({ projectName: 'doomed' })).toBe(false);
    expect((await ask(`${server.url}/sessions/${project}`)).status).toBe(404);
    expect((await ask(`${server.url}/runs/${root}`)).status).toBe(404);
    expect((await ask(`${server.url}/api/app/traces/${root}`)).status).toBe(404);
    expect((await ask<object[]>(`${server.url}/feedback?run=${root}`)).body).toEqual([]);
    expect((await ask(`${server.url}/public/${shared.split('/').at(-2)}/run`)).status).toBe(404);
    const found = await postJson<{ runs: { session_id: string }[] }>(`${server.url}/runs/query`, {
      filter: 'search("xyzzy")',
    });
    expect(found.body.runs.map(({ session_id }) => session_id)).toEqual([await idOf('kept')]);
    expect(await namesIn('kept')).toEqual(['model', 'root']);
    expect((await ask(`${server.url}/sessions/${project}`, { method: 'DELETE' })).status).toBe(404);
  });

  test('is made anew by a run that comes later, with that run alone', async () => {
    const root = randomUUID();
    const records = trace('again', root);
    await sendRecords(server.url, records);
    await client.createProject({ projectName: 'again', description: 'old', upsert: true });
    await client.deleteProject({ projectName: 'again' });
    const end = {
      op: 'update' as const,
      id: root,
      trace_id: root,
      session_name: 'again',
      end_time: '2026-03-01T10:00:09Z',
    };
    await sendRecords(server.url, [end, { ...trace('again')[0], name: 'new' }]);
    expect(await namesIn('again')).toEqual(['', 'new']);
    expect(await client.readProject({ projectName: 'again' })).toMatchObject({ description: null });
    // Exactly what was deleted may be sent again.
    await sendRecords(server.url, records);
    expect(await namesIn('again')).toEqual(['model', 'new', 'root']);
  });

  test('while runs of it come: each write is stored or not, and what came after it is whole', async () => {
    await sendRecords(server.url, trace('busy'));
    const id = await idOf('busy');
    const answers: number[] = [];
    let isDeleted = false;
    const after: string[] = [];
    const writer = async (): Promise<void> => {
      for (let i = 0; i < 15; i += 1) {
        const root = randomUUID();
        if (isDeleted) after.push(root);
        answers.push((await sendRecords(server.url, trace('busy', root))).status);
      }
    };
    const deletion = ask(`${server.url}/sessions/${id}`, { method: 'DELETE' }).then(({ status }) => {
      isDeleted = true;
      return status;
    });
    await Promise.all([writer(), writer(), deletion]);
    await sendRecords(server.url, trace('busy'));
    expect(await deletion).toBe(200);
    expect(new Set(answers)).toEqual(new Set([202]));
    const byTrace = new Map<string, number>();
    for await (const run of client.listRuns({ projectName: 'busy' }))
      byTrace.set(run.trace_id ?? '', (byTrace.get(run.trace_id ?? '') ?? 0) + 1);
    expect(new Set(byTrace.values())).toEqual(new Set([2]));
    for (const root of after) expect(byTrace.get(root)).toBe(2);
  });

  test('the default one stays, empty', async () => {
    const root = randomUUID();
    await sendRecords(
      server.url,
      trace('default', root).map(({ session_name: _, ...run }) => run),
    );
    expect(await namesIn('default')).toEqual(['model', 'root']);
    await client.deleteProject({ projectName: 'default' });
    expect(await client.hasProject({ projectName: 'default' })).toBe(true);
    expect(await namesIn('default')).toEqual([]);
  });
});

test('traces are deleted by their ids, those of other projects not', async () => {
  const [gone, stays, other] = [randomUUID(), randomUUID(), randomUUID()];
  await sendRecords(server.url, [...trace('some', gone), ...trace('some', stays), ...trace('else', other)]);
  const session_id = await idOf('some');
  const deleted = await postJson(`${server.url}/runs/delete`, { session_id, trace_ids: [gone, other] });
  expect(deleted).toMatchObject({ status: 200, body: { deleted_runs: 2 } });
  expect((await ask(`${server.url}/runs/${gone}`)).status).toBe(404);
  expect(await namesIn('some')).toEqual(['model', 'root']);
  expect(await namesIn('else')).toEqual(['model', 'root']);
  const wrong = await postJson<{ detail: string }>(`${server.url}/runs/delete`, { trace_ids: [gone] });
  expect([wrong.status, wrong.body.detail]).toEqual([422, expect.stringContaining('session_id')]);
});
