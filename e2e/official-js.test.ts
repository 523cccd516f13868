/**
 * The official npm `langsmith` package, today's and one a year old, unchanged but for its endpoint:
 * what it sends is what it reads back, and every run is in its place on the page.
 */
import { randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { getCurrentRunTree, traceable } from 'langsmith/traceable';
import { Client as OldClient } from 'langsmith-a-year-old';
import { traceable as oldTraceable } from 'langsmith-a-year-old/traceable';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeBrowser, openPage } from './harness/browser.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { outlineTree, pageTree } from './harness/tree.js';

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

// Both versions have every method used here; their classes differ in private fields only.
const versions = [
  { version: '0.10.5', project: 'official-new', Client, traceable },
  {
    version: '0.3.79',
    project: 'official-old',
    Client: OldClient as unknown as typeof Client,
    traceable: oldTraceable as unknown as typeof traceable,
  },
];

describe.each(versions)('langsmith $version', ({ project, Client: AnyClient, traceable: anyTraceable }) => {
  const openClient = (): Client => new AnyClient({ apiUrl: server.url, apiKey: 'anything', webUrl: server.url });
  let traceId = '';

  beforeAll(async () => {
    const client = openClient();
    const options = { client, project_name: project, tracingEnabled: true };
    const embed = anyTraceable(async (text: string) => [text.length, 1], {
      ...options,
      name: 'embed',
      run_type: 'embedding',
    });
    const search = anyTraceable(
      async (query: string) => {
        await embed(query);
        return { documents: [{ page_content: `on ${query}`, type: 'Document', metadata: {} }] };
      },
      { ...options, name: 'search', run_type: 'retriever' },
    );
    const answer = anyTraceable(
      async () => ({
        role: 'assistant',
        content: 'grün & 日本語 <b>',
        usage_metadata: { input_tokens: 11, output_tokens: 4, total_tokens: 15 },
      }),
      { ...options, name: 'answer', run_type: 'llm', metadata: { ls_model_name: 'demo-1' } },
    );
    const rate = anyTraceable(
      async (): Promise<void> => {
        throw new TypeError('no rating today');
      },
      { ...options, name: 'rate', run_type: 'tool' },
    );
    const ask = anyTraceable(
      async (question: { text: string }) => {
        traceId = getCurrentRunTree().trace_id;
        await Promise.all([search('tides'), search('moons')]);
        const message = await answer();
        await rate().catch(() => undefined);
        return { message, question };
      },
      { ...options, name: 'ask', tags: ['tea', 'moon'], metadata: { thread_id: 't-1', depth: { of: 2 } } },
    );
    await ask({ text: 'Why are there tides?' });
    await client.awaitPendingTraceBatches();
  });

  test('readRun gives back what was sent', async () => {
    const root = await openClient().readRun(traceId);
    expect(root).toMatchObject({
      id: traceId,
      trace_id: traceId,
      name: 'ask',
      run_type: 'chain',
      status: 'success',
      inputs: { text: 'Why are there tides?' },
      outputs: { message: { content: 'grün & 日本語 <b>' }, question: { text: 'Why are there tides?' } },
      tags: ['tea', 'moon'],
    });
    expect(root.parent_run_id ?? null).toBeNull();
    expect(root.error ?? null).toBeNull();
    expect(root.extra?.metadata).toMatchObject({ thread_id: 't-1', depth: { of: 2 } });
    expect(root.dotted_order?.endsWith(traceId)).toBe(true);
    expect(instant(root.end_time)).toBeGreaterThanOrEqual(instant(root.start_time));
    expect(Math.abs(instant(root.start_time) - Date.now())).toBeLessThan(120_000);
  });

  test('listRuns by trace gives every run with its parent, tokens and error', async () => {
    const runs = await collect(openClient().listRuns({ projectName: project, traceId }));
    const byId = new Map(runs.map((run) => [run.id, run]));
    const edges = runs.map((run) => `${byId.get(run.parent_run_id ?? '')?.name ?? ''} > ${run.name}`);
    expect(edges.toSorted()).toEqual(
      [
        ' > ask',
        'ask > answer',
        'ask > rate',
        'ask > search',
        'ask > search',
        'search > embed',
        'search > embed',
      ].toSorted(),
    );
    const answer = runs.find((run) => run.name === 'answer');
    expect(answer).toMatchObject({ run_type: 'llm', prompt_tokens: 11, completion_tokens: 4, total_tokens: 15 });
    expect(answer?.extra?.metadata).toMatchObject({ ls_model_name: 'demo-1' });
    const rate = runs.find((run) => run.name === 'rate');
    expect(rate?.status).toBe('error');
    expect(rate?.error).toContain('no rating today');
  });

  test('listRuns narrows by root, type, error, id, time and limit', async () => {
    const client = openClient();
    const names = async (options: Parameters<Client['listRuns']>[0]): Promise<string[]> =>
      (await collect(client.listRuns({ projectName: project, ...options }))).map((run) => run.name).toSorted();
    expect(await names({ isRoot: true, traceId })).toEqual(['ask']);
    expect(await names({ runType: 'embedding', traceId })).toEqual(['embed', 'embed']);
    expect(await names({ error: true, traceId })).toEqual(['rate']);
    expect(await names({ id: [traceId] })).toEqual(['ask']);
    expect(await names({ traceId, limit: 3 })).toHaveLength(3);
    expect(await names({ traceId, startTime: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await names({ parentRunId: traceId })).toEqual(['answer', 'rate', 'search', 'search']);
  });

  test('createRun and updateRun by hand, then a cursor through more runs than one answer holds', async () => {
    const client = openClient();
    const manyProject = `${project}-many`;
    const ids = Array.from({ length: 130 }, () => randomUUID());
    const began = Date.now() - 1000;
    await Promise.all(
      ids.map((id, index) =>
        client.createRun({
          id,
          name: `job ${index}`,
          run_type: 'tool',
          inputs: { index },
          start_time: began + index,
          project_name: manyProject,
        }),
      ),
    );
    await client.awaitPendingTraceBatches();
    const [first = ''] = ids;
    await client.updateRun(first, { outputs: { done: true }, end_time: Date.now() });
    await client.awaitPendingTraceBatches();
    expect(await client.readRun(first)).toMatchObject({
      name: 'job 0',
      inputs: { index: 0 },
      outputs: { done: true },
      status: 'success',
    });
    const runs = await collect(client.listRuns({ projectName: manyProject }));
    expect(new Set(runs.map((run) => run.id))).toEqual(new Set(ids));
    expect(runs).toHaveLength(ids.length);
  });

  test('projects: made by a trace, made by hand, read, listed', async () => {
    const client = openClient();
    const read = await client.readProject({ projectName: project });
    expect(read).toMatchObject({ name: project });
    expect(await client.readProject({ projectId: read.id })).toMatchObject({ id: read.id, name: project });

    const byHand = `${project}-by-hand`;
    const created = await client.createProject({
      projectName: byHand,
      description: 'made by hand',
      metadata: { team: 'a' },
    });
    expect(created).toMatchObject({ name: byHand });
    expect(await client.hasProject({ projectName: byHand })).toBe(true);
    expect(await client.hasProject({ projectName: `${project}-never` })).toBe(false);
    await expect(client.createProject({ projectName: byHand })).rejects.toThrow(/409|already|exists/i);

    const names = (await collect(client.listProjects())).map((listed) => listed.name);
    expect(names).toEqual(expect.arrayContaining(['default', project, byHand]));
    expect((await collect(client.listProjects({ name: project }))).map((listed) => listed.id)).toEqual([read.id]);
  });

  test('a run that is not there is a plain error', async () => {
    await expect(openClient().readRun(randomUUID())).rejects.toThrow(/404|not found/i);
  });

  test('the page shows every run in its place', async () => {
    const expected = 'ask(search(embed),search(embed),answer,rate)';
    expect(await outlineTree(server.url, traceId)).toBe(expected);
    const { page, troubles } = await openPage();
    await page.goto(`${server.url}/trace/${traceId}`);
    await expect.poll(() => pageTree(page)).toBe(expected);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('the web link that the client prints leads to the run', async () => {
    const client = openClient();
    const url = await client.getRunUrl({ runId: traceId });
    const { page, troubles } = await openPage();
    await page.goto(new URL(new URL(url).pathname, server.url).href);
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/trace/${traceId}`);
    await expect.poll(() => pageTree(page)).toContain('ask(');
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Milliseconds since 1970; the v1 API writes UTC without a zone. */
function instant(time: string | number | undefined): number {
  if (typeof time !== 'string') return time ?? Number.NaN;
  return Date.parse(/Z|[+-]\d\d:?\d\d$/.test(time) ? time : `${time}Z`);
}
