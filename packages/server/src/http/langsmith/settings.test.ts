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
    ['GET', '/api/v1/platform/annotation-queues/x/items', 'annotation queues'],
    ['GET', '/v1/platform/something/new', 'datasets and prompts'],
    ['GET', '/api/v1/public/00000000-0000-4000-8000-000000000001/datasets', 'datasets'],
    ['POST', '/api/v1/sessions/00000000-0000-4000-8000-000000000001/dashboard', 'dashboards'],
    ['GET', '/api/v2/datasets', 'datasets'],
    ['GET', '/api/v1/runs/rules', 'evaluators'],
    ['POST', '/v1/fleet/threads/x/sandbox-activation', 'agents to be run'],
    ['POST', '/api/v1/prompt-webhooks/test', 'prompts'],
    ['POST', '/v2/sql/query', 'questions in SQL'],
    ['POST', '/api/v2/sandboxes/boxes', 'sandboxes'],
    ['POST', '/api/v2/threads/th/share', 'links to whole threads'],
  ])('%s %s says so, and what to use instead', async (method, path, what) => {
    const answer = await ask<{ detail: string; remedy: string; code?: string; title?: string }>(server.url + path, {
      method,
    });
    // The v2 API calls it the title of the problem.
    expect([answer.status, answer.body.code ?? answer.body.title]).toEqual([404, 'out-of-scope']);
    expect(answer.body.detail).toContain(what);
    expect(answer.body.remedy.length).toBeGreaterThan(30);
  });
});
