/** What clients ask about the installation, and what is not here. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, startTestServer, type TestServer } from '../../server.fixture.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.remove());

test('one workspace, the same everywhere, also as the tenant of projects', async () => {
  const read = async <Body>(path: string): Promise<Body> => (await ask<Body>(server.url + path)).body;
  const [project] = await read<{ tenant_id: string }[]>('/sessions?limit=1');
  const id = project?.tenant_id;
  expect(await read('/settings')).toMatchObject({ id, display_name: 'Tracenest' });
  expect(await read('/api/v1/workspaces')).toMatchObject([{ id }]);
  expect(await read('/workspaces/current')).toMatchObject({ id });
  expect(await read('/tenants')).toMatchObject([{ id }]);
  expect(await read('/orgs/current')).toMatchObject({ id });
  expect(await read('/ok')).toEqual({ ok: true });
});

describe('what LangSmith has and Tracenest has not', () => {
  test.each([
    ['GET', '/datasets?name=x', 'datasets'],
    ['POST', '/api/v1/datasets', 'datasets'],
    ['GET', '/examples/1', 'examples'],
    ['GET', '/api/repos/-/prompt', 'prompts'],
    ['GET', '/commits/-/prompt/latest', 'prompts'],
    ['POST', '/api/annotation-queues', 'annotation queues'],
    ['POST', '/v1/platform/datasets/x/examples', 'datasets'],
  ])('%s %s says so, and what to use instead', async (method, path, what) => {
    const answer = await ask<{ detail: string; remedy: string; code: string }>(server.url + path, { method });
    expect([answer.status, answer.body.code]).toEqual([404, 'out-of-scope']);
    expect(answer.body.detail).toContain(what);
    expect(answer.body.remedy.length).toBeGreaterThan(30);
  });
});
