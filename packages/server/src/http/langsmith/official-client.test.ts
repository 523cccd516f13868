/** The official npm client against this server: what it sends is what it reads back. */
import { randomUUID } from 'node:crypto';
import { Client, RunTree } from 'langsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, postJson, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.remove());

function client(prefix = ''): Client {
  return new Client({ apiUrl: server.url + prefix, apiKey: 'anything', autoBatchTracing: true });
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe.each(['', '/api', '/api/v1'])('with the endpoint at %j', (prefix) => {
  test('row 18, row 27, row 28: a tree of runs comes back as it was sent, also as a thread of its new project', async () => {
    const official = client(prefix);
    const project = `tree ${prefix}`;
    const root = new RunTree({
      name: 'root',
      client: official,
      project_name: project,
      inputs: { n: 1 },
      tags: ['t'],
      metadata: { thread_id: 'th 1' },
    });
    const child = root.createChild({ name: 'model', run_type: 'llm', inputs: { messages: ['hi'] } });
    await root.postRun();
    await child.postRun();
    await child.end({ text: 'yes', usage_metadata: { input_tokens: 3, output_tokens: 4, total_tokens: 7 } });
    await child.patchRun();
    await root.end({ done: true });
    await root.patchRun();
    await official.awaitPendingTraceBatches();

    const read = await official.readRun(root.id, { loadChildRuns: true });
    expect(read).toMatchObject({
      id: root.id,
      trace_id: root.id,
      name: 'root',
      run_type: 'chain',
      status: 'success',
      inputs: { n: 1 },
      outputs: { done: true },
      tags: ['t'],
      dotted_order: root.dotted_order,
      total_tokens: 7,
      total_cost: null,
    });
    expect(read.child_runs?.map((run) => [run.name, run.parent_run_id, run.outputs?.['text']])).toEqual([
      ['model', root.id, 'yes'],
    ]);

    const found = await collect(official.listRuns({ projectName: project }));
    expect(found.map((run) => run.name).toSorted()).toEqual(['model', 'root']);
    expect((await collect(official.listRuns({ projectName: project, isRoot: true }))).map((run) => run.name)).toEqual([
      'root',
    ]);
    expect((await collect(official.listRuns({ traceId: root.id, runType: 'llm' }))).map((run) => run.name)).toEqual([
      'model',
    ]);
    expect((await collect(official.listRuns({ parentRunId: root.id }))).map((run) => run.name)).toEqual(['model']);
    expect((await collect(official.listRuns({ id: [child.id] }))).map((run) => run.name)).toEqual(['model']);
    expect(
      (await collect(official.listRuns({ projectName: project, filter: 'eq(name, "model")' }))).map((run) => run.id),
    ).toEqual([child.id]);
    expect(
      (await collect(official.readThread({ threadId: 'th 1', projectName: project }))).map((run) => run.id),
    ).toEqual([root.id]);
  });
});

test('runs sent without batching, by id alone, are placed and completed', async () => {
  const official = new Client({ apiUrl: server.url, apiKey: 'anything', autoBatchTracing: false });
  const id = randomUUID();
  await official.createRun({ id, name: 'single', run_type: 'tool', inputs: { a: 1 }, start_time: 1_770_000_000_000 });
  expect(await official.readRun(id)).toMatchObject({
    status: 'pending',
    trace_id: id,
    start_time: '2026-02-02T02:40:00.000000Z',
  });
  await official.updateRun(id, { error: 'broken', end_time: 1_770_000_001_000 });
  expect(await official.readRun(id)).toMatchObject({
    status: 'error',
    error: 'broken',
    run_type: 'tool',
    end_time: '2026-02-02T02:40:01.000000Z',
  });
  const [project] = await collect(official.listProjects({ name: 'default' }));
  expect((await official.readRun(id)).session_id).toBe(project?.id);
});

describe('what the clients demand of a run', () => {
  const send = (run: object, path = '/runs', method = 'POST') =>
    postJson(server.url + path, { session_name: 'demands', ...run }, method);

  test('a child whose parent only its order, or a span id, names has a parent', async () => {
    const root = randomUUID();
    const [child, spanChild] = [randomUUID(), randomUUID()];
    const order = `20260301T100000000000Z${root}`;
    await send({ id: root, trace_id: root, dotted_order: order, name: 'root', start_time: '2026-03-01T10:00:00Z' });
    await send({
      id: child,
      trace_id: root,
      dotted_order: `${order}.20260301T100001000000Z${child}`,
      name: 'child',
      start_time: '2026-03-01T10:00:01Z',
    });
    await send({
      id: spanChild,
      trace_id: root,
      dotted_order: `20260301T100002000000Z${root}.20260301T100002000000Z${spanChild}`,
      name: 'partial',
      start_time: '2026-03-01T10:00:02Z',
      extra: { tracenest: { v: 1, placement: 'headers', ancestry: 'partial' } },
      parent_run_id: child,
    });
    const read = await client().readRun(root, { loadChildRuns: true });
    expect(read.child_runs?.map((run) => [run.name, run.parent_run_id])).toEqual([['child', root]]);
    const below = await collect(client().listRuns({ projectName: 'demands', parentRunId: root }));
    expect(below.map((run) => run.name)).toEqual(['child']);
    const partial = await client().readRun(spanChild);
    expect([partial.parent_run_id, partial.parent_run_ids]).toEqual([child, [child]]);
  });

  test('a run that names no project is in the one of its trace, else in the default one', async () => {
    const [root, child, alone] = [randomUUID(), randomUUID(), randomUUID()];
    const start_time = '2026-03-01T10:00:00Z';
    await send({ id: root, trace_id: root, name: 'root', start_time });
    await send({
      id: child,
      trace_id: root,
      parent_run_id: root,
      name: 'silent child',
      start_time,
      session_name: null,
    });
    await send({ id: alone, trace_id: alone, name: 'silent root', start_time, session_name: null });
    const read = await client().readRun(root, { loadChildRuns: true });
    expect(read.child_runs?.map((run) => run.name)).toEqual(['silent child']);
    const inDefault = await collect(client().listRuns({ projectName: 'default', traceId: alone }));
    expect(inDefault.map((run) => run.name)).toEqual(['silent root']);
    expect((await collect(client().listRuns({ projectName: 'default' }))).map((run) => run.id)).toContain(alone);
  });

  test('a run of which only an end has come has a start', async () => {
    const id = randomUUID();
    await send({ end_time: '2026-03-01T10:00:00Z', outputs: { a: 1 } }, `/runs/${id}`, 'PATCH');
    const read = await client().readRun(id);
    expect(Date.parse(String(read.start_time))).toBeGreaterThan(Date.parse('2026-03-01T10:00:00Z'));
  });

  test('inputs, outputs and serialized are objects, whatever was sent', async () => {
    const id = randomUUID();
    await send({ id, name: 'odd', inputs: [1], outputs: 'done', serialized: 5, start_time: '2026-03-01T10:00:00Z' });
    expect(await client().readRun(id)).toMatchObject({
      inputs: { input: [1] },
      outputs: { output: 'done' },
      serialized: null,
    });
  });
});

test('row 24: a limit above a hundred goes through pages, each run once, newest first', async () => {
  const official = new Client({ apiUrl: server.url, apiKey: 'anything', autoBatchTracing: false });
  const sent = Array.from({ length: 230 }, (_, i) =>
    official.createRun({
      id: randomUUID(),
      name: `run ${i}`,
      run_type: 'chain',
      inputs: {},
      start_time: 1_770_000_000_000 + i,
      project_name: 'many',
    }),
  );
  await Promise.all(sent);
  const all = await collect(official.listRuns({ projectName: 'many' }));
  expect(all.map((run) => run.name)).toEqual(Array.from({ length: 230 }, (_, i) => `run ${229 - i}`));
  expect(await collect(official.listRuns({ projectName: 'many', limit: 150 }))).toHaveLength(150);
  const late = await collect(official.listRuns({ projectName: 'many', startTime: new Date(1_770_000_000_000 + 228) }));
  expect(late.map((run) => run.name)).toEqual(['run 229', 'run 228']);
});

describe('projects', () => {
  test('row 19, row 20: the default one is there before any run, with all that a client needs of it', async () => {
    const [first] = await collect(client().listProjects());
    expect(first?.tenant_id).toMatch(/^[0-9a-f-]{36}$/);
    const { body } = await ask<object[]>(`${server.url}/sessions?limit=1`);
    expect(body).toMatchObject([{ tenant_id: first?.tenant_id, reference_dataset_id: null }]);
    expect(await client().hasProject({ projectName: 'default' })).toBe(true);
  });

  test('are made, found by name and id, and made again only with upsert', async () => {
    const official = client();
    const made = await official.createProject({ projectName: 'made by hand', description: 'why', metadata: { a: 1 } });
    expect(made).toMatchObject({
      name: 'made by hand',
      description: 'why',
      extra: { metadata: { a: 1 } },
      reference_dataset_id: null,
    });
    expect(await official.readProject({ projectName: 'made by hand' })).toMatchObject({ id: made.id });
    expect(await official.readProject({ projectId: made.id })).toMatchObject({
      name: 'made by hand',
      description: 'why',
    });
    await expect(official.createProject({ projectName: 'made by hand' })).rejects.toThrow(/already exists/);
    const again = await official.createProject({ projectName: 'made by hand', upsert: true, description: 'because' });
    expect(again).toMatchObject({ id: made.id, description: 'because', extra: { metadata: { a: 1 } } });
    expect(await official.hasProject({ projectName: 'never made' })).toBe(false);
    const found = await collect(official.listProjects({ nameContains: 'BY HAND' }));
    expect(found.map((project) => project.id)).toEqual([made.id]);
  });

  test('are chosen by metadata, and none belongs to a dataset', async () => {
    const official = client();
    const made = await official.createProject({ projectName: 'with metadata', metadata: { team: 'a', size: 2 } });
    await official.createProject({ projectName: 'with other metadata', metadata: { team: 'b' } });
    const found = await collect(official.listProjects({ metadata: { team: 'a' } }));
    expect(found.map((project) => project.id)).toEqual([made.id]);
    expect(await collect(official.listProjects({ referenceDatasetId: randomUUID() }))).toEqual([]);
    expect((await collect(official.listProjects({ referenceFree: true }))).length).toBeGreaterThan(2);
  });
});

test('the address of a run that the client prints leads to the run', async () => {
  const official = client();
  const id = randomUUID();
  await official.createRun({ id, name: 'linked', run_type: 'chain', inputs: {}, start_time: Date.now() });
  await official.awaitPendingTraceBatches();
  const url = new URL(await official.getRunUrl({ runId: id }));
  const answer = await fetch(server.url + url.pathname + url.search, { redirect: 'manual' });
  expect(answer.headers.get('location')).toBe(`/run/${id}`);
});

test('a filter that cannot be read is refused with the place and what was expected there', async () => {
  const official = new Client({ apiUrl: server.url, apiKey: 'anything', callerOptions: { maxRetries: 0 } });
  const asked = collect(official.listRuns({ projectName: 'default', treeFilter: 'gt(latency "5s")' }));
  await expect(asked).rejects.toThrow(/tree_filter cannot be read at character 12: found .*, expected/);
});
