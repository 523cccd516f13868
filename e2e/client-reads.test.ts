/** Our client's questions in LangSmith's dialect, to a real server: what was recorded is read back. */
import { Client, RequestError, RunTree } from 'tracenest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, stopAllServers } from './harness/server.js';

let client: Client;
let root: RunTree;

beforeAll(async () => {
  const server = await startServer();
  client = new Client({ apiUrl: `${server.url}/api/v1`, tracingSamplingRate: 1 });
  root = new RunTree({ name: 'root', client, project_name: 'reads', inputs: { a: 1 } });
  await root.postRun();
  const middle = root.createChild({ name: 'middle', run_type: 'tool' });
  await middle.postRun();
  for (const name of ['first', 'second']) {
    const leaf = middle.createChild({ name });
    await leaf.end({ name });
    await leaf.postRun();
  }
  for (const run of [middle, root]) {
    await run.end({ done: true });
    await run.patchRun();
  }
  expect(await client.flush()).toBe(true);
});

afterAll(stopAllServers);

test('a run, alone and with what lies below it', async () => {
  const alone = await client.readRun(root.id);
  expect(alone).toMatchObject({ name: 'root', inputs: { a: 1 }, outputs: { done: true }, status: 'success' });
  expect(alone.child_runs).toBeUndefined();
  const whole = await client.readRun(root.id, { loadChildRuns: true });
  const [middle] = whole.child_runs ?? [];
  expect(middle).toMatchObject({ name: 'middle', run_type: 'tool' });
  expect(middle?.child_runs?.map(({ name }) => name)).toEqual(['first', 'second']);
});

test('the runs of a project, as far as they are wanted', async () => {
  const names = async (asked: Parameters<Client['listRuns']>[0]): Promise<string[]> => {
    const found: string[] = [];
    for await (const { name } of client.listRuns({ projectName: 'reads', ...asked })) found.push(name);
    return found;
  };
  expect((await names({})).toSorted()).toEqual(['first', 'middle', 'root', 'second']);
  expect(await names({ isRoot: true })).toEqual(['root']);
  expect(await names({ runType: 'tool' })).toEqual(['middle']);
  expect(await names({ limit: 3 })).toHaveLength(3);
});

test('the address of its page', async () => {
  const url = await client.getRunUrl({ runId: root.id });
  expect(url).toContain(root.id);
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
});

test('what cannot be answered is an error that says so', async () => {
  const unknown = root.id.replace(/^.{8}/, '00000000');
  await expect(client.readRun(unknown)).rejects.toMatchObject({ name: 'RequestError', status: 404 });
  await expect(client.readRun('nothing')).rejects.toThrow('run id is "nothing"; expected a UUID.');
  await expect(client.listRuns({ projectName: 'none' })[Symbol.asyncIterator]().next()).rejects.toThrow(RequestError);
  const nowhere = new Client({ apiUrl: 'http://127.0.0.1:9' });
  await expect(nowhere.readRun(root.id)).rejects.toThrow('http://127.0.0.1:9 could not be asked');
});
