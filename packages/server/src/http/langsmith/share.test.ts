/** Links to runs: whoever has one reads the run and what is below it, and nothing else. */
import { randomUUID } from 'node:crypto';
import { Client } from 'langsmith';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await startTestServer({ apiKey: 'secret' });
  client = new Client({ apiUrl: server.url, apiKey: 'secret', callerOptions: { maxRetries: 0 } });
});

afterAll(() => server.remove());

interface Trace {
  root: string;
  child: string;
  grandchild: string;
}

async function newTrace(): Promise<Trace> {
  const ids = { root: randomUUID(), child: randomUUID(), grandchild: randomUUID() };
  let order = '';
  let parent: string | undefined;
  for (const [name, id] of Object.entries(ids)) {
    order = `${order === '' ? '' : `${order}.`}20260301T100000000000Z${id}`;
    await client.createRun({
      id,
      trace_id: ids.root,
      dotted_order: order,
      parent_run_id: parent,
      name,
      run_type: 'chain',
      inputs: {},
      start_time: '2026-03-01T10:00:00Z',
      project_name: 'shared',
    } as unknown as Parameters<Client['createRun']>[0]);
    parent = id;
  }
  await client.awaitPendingTraceBatches();
  return ids;
}

const tokenOf = (link: string): string => /\/public\/([0-9a-f-]{36})\/r$/u.exec(link)?.[1] ?? '';
const read = (path: string, init?: RequestInit) => ask<Record<string, unknown>>(server.url + path, init);

describe('a shared run', () => {
  test('row 30, row 31: is shared once, read without a key, and not after it was taken back', async () => {
    const { root } = await newTrace();
    expect(await client.readRunSharedLink(root)).toBeUndefined();
    const link = await client.shareRun(root);
    expect(await client.shareRun(root)).toBe(link);
    expect(await client.readRunSharedLink(root)).toBe(link);
    const token = tokenOf(link);
    expect((await read(`/public/${token}/run`)).body).toMatchObject({ id: root, name: 'root' });
    expect(await client.readRun(root)).toMatchObject({ share_token: token });
    await client.unshareRun(root);
    expect(await client.readRunSharedLink(root)).toBeUndefined();
    expect(await read(`/public/${token}/run`)).toMatchObject({ status: 404, body: { code: 'share-not-found' } });
    expect(tokenOf(await client.shareRun(root))).not.toBe(token);
  });

  test('comes with what is below it and nothing above, beside or elsewhere', async () => {
    const { root, child, grandchild } = await newTrace();
    const other = await newTrace();
    const token = tokenOf(await client.shareRun(child));
    const all = { method: 'POST', body: '{}' };
    const named = (body: Record<string, unknown>): unknown[] =>
      (body['runs'] as { name: string }[]).map((run) => run.name).toSorted();
    const listed = await read(`/public/${token}/runs/query`, all);
    expect([named(listed.body), listed.body['cursors']]).toEqual([['child', 'grandchild'], { next: null }]);
    expect((await read(`/public/${token}/run/${grandchild}`)).body).toMatchObject({ name: 'grandchild' });
    for (const id of [root, other.root, other.child]) {
      expect((await read(`/public/${token}/run/${id}`)).status).toBe(404);
      const asked = { method: 'POST', body: JSON.stringify({ id: [id] }) };
      expect(named((await read(`/public/${token}/runs/query`, asked)).body)).toEqual([]);
    }
    const ofRoot = await read(`/public/${tokenOf(await client.shareRun(root))}/runs/query`, all);
    expect(named(ofRoot.body)).toEqual(['child', 'grandchild', 'root']);
  });

  test('shows its feedback', async () => {
    const { root } = await newTrace();
    await client.createFeedback(root, 'good', { score: 1 });
    const answer = await ask<object[]>(`${server.url}/public/${tokenOf(await client.shareRun(root))}/feedbacks`);
    expect(answer.body).toMatchObject([{ key: 'good', score: 1, run_id: root }]);
  });
});

test('a run that was never received cannot be shared, and a token is not guessed', async () => {
  await expect(client.shareRun(randomUUID())).rejects.toThrow(/No run/);
  expect((await read(`/public/${randomUUID()}/run`)).status).toBe(404);
  expect((await read('/public/x/run')).status).toBe(404);
});
