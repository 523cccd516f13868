/** Every program in examples/ runs, and its trace is the tree that its source says. */
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentExampleTree } from './harness/agent-tree.js';
import { runExample, startProgram } from './harness/programs.js';
import type { RunningServer } from './harness/server.js';
import { startServer, stopAllServers } from './harness/server.js';
import { outlineTree, readOutline } from './harness/tree.js';

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(stopAllServers);

const trees: Record<string, { args?: string[]; tree: string }> = {
  'official.ts': { tree: 'report(search(embed),search(embed),write)' },
  'failing.ts': { tree: 'checkout(read_config,parse_price,parse_price)' },
  'slow-stream.ts': { args: ['0.5'], tree: 'read_aloud(tell_story,count_letters,count_letters,count_letters)' },
  'two-services/run.ts': {
    tree: 'place_order(take_order(reserve(take_one(read_shelf)),reserve(take_one(read_shelf))))',
  },
  'own-queue.ts': { args: ['mended'], tree: 'upload(make_preview)' },
  'agent.ts': {
    tree: agentExampleTree,
  },
};

test.each(Object.entries(trees))('%s', async (file, { args, tree }) => {
  const [traceId = ''] = await runExample(file, server.url, args);
  await expect.poll(() => outlineTree(server.url, traceId)).toBe(tree);
  const outline = await readOutline(server.url, traceId);
  // That a chain gives back the answer of its model with its tokens is harmless, and said.
  expect(outline?.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  expect(outline?.rows.filter((row) => row.status === 'pending')).toEqual([]);
});

test('failing.ts shows the error with its stack and its cause', async () => {
  const [traceId = ''] = await runExample('failing.ts', server.url);
  const outline = await readOutline(server.url, traceId);
  const failed = outline?.rows.filter((row) => row.status === 'error') ?? [];
  expect(failed.map((row) => row.name)).toEqual(['checkout', 'parse_price']);
  const answer = await fetch(`${server.url}/api/app/runs/${failed.at(-1)?.id}`);
  const { error } = (await answer.json()) as { error: string };
  expect(error).toMatch(/The price "twelve" is not a number/);
  expect(error).toMatch(/\n\s+at .*failing\.ts/);
  expect(error).toMatch(/SyntaxError/);
});

test('own-queue.ts shows a run that stands alone, says why, and how to mend it', async () => {
  const [first = '', second = ''] = await runExample('own-queue.ts', server.url);
  await expect.poll(() => outlineTree(server.url, first)).toBe('upload(make_preview)');
  await expect.poll(() => outlineTree(server.url, second)).toBe('upload');
  const told = async (): Promise<unknown> => {
    const answer = await fetch(`${server.url}/api/app/projects/examples/findings`);
    const { codes } = (await answer.json()) as { codes: { code: string; code_to_copy: string | null }[] };
    return codes.find(({ code }) => code === 'shared-worker');
  };
  await expect.poll(told).toMatchObject({
    severity: 'warning',
    count: 1,
    functions: [{ name: 'make_preview' }],
    code_to_copy: expect.stringContaining('queue.add(bind('),
  });
  const mended = await runExample('own-queue.ts', server.url, ['mended']);
  for (const traceId of mended) await expect.poll(() => outlineTree(server.url, traceId)).toBe('upload(make_preview)');
  expect(await told()).toMatchObject({ count: 1 });
});

test('demo.ts runs them all', async () => {
  const output = await startProgram('examples/demo.ts', server.url).end();
  expect(output.match(/\/trace\/[0-9a-f-]{36}/g)).toHaveLength(Object.keys(trees).length + 1);
});

test('every program in examples/ is in this test', () => {
  const parts = ['config.ts', 'demo-chat-model.ts', 'demo.ts'];
  const files = readdirSync(new URL('../examples/', import.meta.url)).filter((file) => file.endsWith('.ts'));
  expect(files.filter((file) => !parts.includes(file)).toSorted()).toEqual(
    Object.keys(trees)
      .filter((file) => !file.includes('/'))
      .toSorted(),
  );
});
