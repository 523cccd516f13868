/**
 * A LangGraph.js agent traced by LangChain's own tracer, unchanged but for its endpoint, with a
 * `traceable` of ours inside a node and a chain of LangChain's inside a `traceable` of ours.
 */
import { unpackTrace } from 'tracenest/wire';
import type { PackedTrace, RunDetail } from 'tracenest/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentExampleTree } from './harness/agent-tree.js';
import { closeBrowser, openPage } from './harness/browser.js';
import { runExample } from './harness/programs.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { outlineTree, pageTree, readOutline } from './harness/tree.js';

let server: RunningServer;
let traceId = '';

beforeAll(async () => {
  server = await startServer();
  [traceId = ''] = await runExample('agent.ts', server.url);
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

test('every run is in its place, as soon as the program has ended', async () => {
  expect(await outlineTree(server.url, traceId)).toBe(agentExampleTree);
});

test('every run has its type and has ended well, and there is nothing to find fault with', async () => {
  const outline = await readOutline(server.url, traceId);
  const typeOf = (name: string): unknown => outline?.rows.find((row) => row.name === name)?.run_type;
  expect(['DemoChatModel', 'lookup_order', 'find_customer', 'check_tone', 'StrOutputParser'].map(typeOf)).toEqual([
    'llm',
    'tool',
    'retriever',
    'chain',
    'parser',
  ]);
  expect(new Set(outline?.rows.map((row) => row.status))).toEqual(new Set(['success']));
  expect(outline?.findings).toEqual([]);
});

test('tokens are those that the model reported, each counted once', async () => {
  const answer = await fetch(`${server.url}/api/app/traces/${traceId}`);
  const trace = unpackTrace((await answer.json()) as PackedTrace);
  const reported = trace.rows.filter((row) => row.run_type === 'llm').map((row) => row.tokens);
  expect(reported).toEqual([
    { prompt: 7, completion: 5, total: 12 },
    { prompt: 25, completion: 21, total: 46 },
    { prompt: 25, completion: 27, total: 52 },
  ]);
  expect(trace.tokens).toEqual({ prompt: 57, completion: 53, total: 110 });
});

test('the streamed model run has its first token, and ours say how they were placed', async () => {
  const answer = await fetch(`${server.url}/api/app/traces/${traceId}`);
  const { rows } = unpackTrace((await answer.json()) as PackedTrace);
  const model = rows.find((row) => row.name === 'DemoChatModel');
  expect(Date.parse(model?.first_token_time ?? '')).toBeGreaterThan(Date.parse(model?.start_time ?? ''));
  expect(Date.parse(model?.first_token_time ?? '')).toBeLessThan(Date.parse(model?.end_time ?? ''));
  expect(rows.filter((row) => row.placement).map((row) => `${row.name}: ${row.placement}`)).toEqual([
    'find_customer: langsmith',
    'check_tone: langsmith',
  ]);
});

test('inputs and outputs are there', async () => {
  const outline = await readOutline(server.url, traceId);
  const tool = outline?.rows.find((row) => row.name === 'lookup_order');
  const answer = await fetch(`${server.url}/api/app/runs/${tool?.id}`);
  const detail = (await answer.json()) as RunDetail;
  expect(JSON.stringify(detail.inputs)).toContain('4711');
  expect(JSON.stringify(detail.outputs)).toContain('Order 4711 was returned on 3 November.');
});

test('the page shows every run in its place', async () => {
  const { page, troubles } = await openPage();
  await page.goto(`${server.url}/trace/${traceId}`);
  await expect.poll(() => pageTree(page)).toBe(agentExampleTree);
  expect(troubles).toEqual([]);
});
