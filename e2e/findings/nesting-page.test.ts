/**
 * The programs that LangSmith's page on nesting calls edge cases, and their kin in TypeScript: each
 * fails with the official client as the page says, Tracenest says what happened on both traces, and
 * its remedy, written into the program, mends the trace. Through the API, and three in a browser.
 */
import { unpackTrace } from 'tracenest/wire';
import type { PackedTrace, ProjectFindings, SplitAnswer, TraceAnswer, TracePage, TraceSummary } from 'tracenest/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeBrowser, openPage } from '../harness/browser.js';
import { startProgram } from '../harness/programs.js';
import { pythonVersion, runPython } from '../harness/python.js';
import { startServer, stopAllServers, type RunningServer } from '../harness/server.js';
import { outlineTree, pageTree } from '../harness/tree.js';

let server: RunningServer;
let projects = 0;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await closeBrowser();
  await stopAllServers();
});

/** Runs a program, with traces going to a project of its own. */
type Run = (env: Record<string, string>) => Promise<unknown>;

const python =
  (name: string): Run =>
  async (env) =>
    await runPython('findings/nesting_page.py', server.url, env, [name]);
const node =
  (library: string, name: string): Run =>
  async (env) =>
    await startProgram('e2e/findings/nesting-page.ts', server.url, { args: [library, name], env }).end();

/** Traces are searched for splits a moment after they are counted. */
const FOUND = { timeout: 60_000, interval: 500 };
const SUSPECTED = { timeout: 20_000, interval: 500 };

/**
 * A suspicion rests on time: the caller goes on within 5 ms of the run's end. Where the machine held
 * the program up in between, rightly nothing is said, and the program has to run again.
 */
const HELD_UP = { retry: 3 };

/** What a program has left: its traces, the earliest first, once there are as many and all are counted. */
async function tracesOf(run: Run, count: number): Promise<TraceSummary[]> {
  projects += 1;
  const project = `nesting-page-${projects}`;
  await run({ LANGSMITH_PROJECT: project });
  const counted = async (): Promise<TraceSummary[]> => {
    const answer = await fetch(`${server.url}/api/app/projects/${project}/traces`);
    if (answer.status === 404) return [];
    const { traces } = (await answer.json()) as TracePage;
    return traces.filter(({ finding_count }) => finding_count !== null);
  };
  await expect.poll(async () => (await counted()).length, FOUND).toBe(count);
  return (await counted()).toSorted((a, b) => String(a.start_time).localeCompare(String(b.start_time)));
}

async function traceOf({ trace_id }: TraceSummary): Promise<TraceAnswer> {
  const answer = await fetch(`${server.url}/api/app/traces/${trace_id}`);
  return unpackTrace((await answer.json()) as PackedTrace);
}

/** What the findings of its project say of split traces. */
async function saidOfProject({ project }: TraceSummary): Promise<ProjectFindings['codes'][number] | undefined> {
  const answer = await fetch(`${server.url}/api/app/projects/${project}/findings`);
  return ((await answer.json()) as ProjectFindings).codes.find(({ code }) => code === 'split-trace');
}

/** Runs a program that splits its trace; gives what is said of it, which both sides must tell alike. */
async function failing(run: Run, tree: string): Promise<{ outer: TraceSummary; split: SplitAnswer }> {
  const names = tree.split(' ');
  const [outer, ...others] = await tracesOf(run, names.length);
  if (outer === undefined) throw new Error('The program left no trace.');
  const trees = await Promise.all([outer, ...others].map(({ trace_id }) => outlineTree(server.url, trace_id)));
  expect(trees).toEqual(names);
  await expect.poll(async () => (await traceOf(outer)).splits.length, SUSPECTED).toBe(others.length);
  const { splits } = await traceOf(outer);
  for (const other of others) {
    const told = await traceOf(other);
    expect(told.splits).toEqual(splits.filter(({ trace_id }) => trace_id === other.trace_id));
    const finding = told.findings.find(({ code }) => code === 'split-trace');
    expect(finding).toMatchObject({ severity: 'hint', run_id: told.splits[0]?.run_id });
  }
  await expect.poll(async () => (await saidOfProject(outer))?.remedy, FOUND).toBe(splits[0]?.remedy);
  expect((await saidOfProject(outer))?.code_to_copy).toBe(splits[0]?.code_to_copy);
  const [split] = splits;
  if (split === undefined) throw new Error('No split was found.');
  for (const one of splits) expect(one).toMatchObject({ severity: 'hint', cause: split.cause, is_joined: false });
  return { outer, split };
}

/** Runs a program in which the remedy is written: one trace, of which nothing is said. */
async function mended(run: Run, tree: string): Promise<TraceSummary> {
  const [only] = await tracesOf(run, 1);
  if (only === undefined) throw new Error('The program left no trace.');
  expect(await outlineTree(server.url, only.trace_id)).toBe(tree);
  expect(await traceOf(only)).toMatchObject({ splits: [], findings: [] });
  return only;
}

/** What a browser shows: the trace as it failed, with its remedy, and the trace that the remedy mended. */
async function expectOnPage(
  failed: TraceSummary,
  { split, mendedTrace }: { split: SplitAnswer; mendedTrace: TraceSummary },
): Promise<void> {
  const { page, troubles } = await openPage();
  const banner = page.getByRole('region', { name: 'Traces that belong together' });
  await page.goto(`${server.url}/trace/${failed.trace_id}`);
  await expect.poll(() => pageTree(page)).toBe('outer');
  await banner.getByText(split.evidence.join('; ')).waitFor();
  await banner.getByRole('button', { name: 'How to mend it' }).click();
  await banner.getByText(split.remedy).waitFor();
  expect(await banner.getByLabel('the remedy', { exact: true }).innerText()).toBe(split.code_to_copy);

  // Those of one pool are told, joined and taken apart together.
  const tree = await outlineTree(server.url, mendedTrace.trace_id);
  await banner.getByRole('button', { name: 'Show as one' }).click();
  await expect.poll(() => pageTree(page)).toBe(tree);
  await banner.getByRole('button', { name: 'Take apart' }).click();
  await expect.poll(() => pageTree(page)).toBe('outer');

  await page.goto(`${server.url}/trace/${mendedTrace.trace_id}`);
  await expect.poll(() => pageTree(page)).toBe(tree);
  expect(await banner.count()).toBe(0);
  expect(troubles).toEqual([]);
  await page.context().close();
}

describe.skipIf(pythonVersion === null)('the official client for Python', HELD_UP, () => {
  test('a bare ThreadPoolExecutor', async () => {
    const { outer, split } = await failing(python('pool'), 'outer inner inner');
    expect(split).toMatchObject({ run_name: 'inner', parent_name: 'outer', cause: 'threads' });
    expect(split.sentence).toContain('2 runs of its name did so, as in a pool of threads');
    expect(split.code_to_copy).toContain('ContextThreadPoolExecutor');
    const mendedTrace = await mended(python('pool_mended'), 'outer(inner,inner)');
    await mended(python('pool_mended_by_parent'), 'outer(inner,inner)');
    await expectOnPage(outer, { split, mendedTrace });
  });

  test('a task of asyncio that lost its context, below 3.11', async () => {
    const { outer, split } = await failing(python('task'), 'outer inner_task');
    expect(split).toMatchObject({ run_name: 'inner_task', parent_name: 'outer', cause: 'asyncio' });
    expect(split.sentence).toContain('Python 3.10.4 does not carry the context into tasks of asyncio');
    expect(split.remedy).toContain('Python 3.11');
    expect(split.code_to_copy).toContain('langsmith_extra={"parent": parent}');
    const mendedTrace = await mended(python('task_mended'), 'outer(inner_task)');
    await expectOnPage(outer, { split, mendedTrace });
  });

  test('a runnable that was called without config', async () => {
    const { split } = await failing(python('config'), 'outer inner');
    expect(split).toMatchObject({ run_name: 'inner', parent_name: 'outer', cause: 'config' });
    expect(split.sentence).toContain('it is a runnable, which gets its parent from the config of the call');
    expect(split.code_to_copy).toContain('inner.invoke(question, config)');
    await mended(python('config_mended'), 'outer(inner)');
  });
});

describe.each(['ours', 'langsmith'])('their kin in TypeScript, with %s', HELD_UP, (library) => {
  test('a pool that was made at boot', async () => {
    const { split } = await failing(node(library, 'pool'), 'outer inner');
    expect(split).toMatchObject({ run_name: 'inner', parent_name: 'outer', cause: 'unknown' });
    expect(split.code_to_copy).toContain('getCurrentRunTree()');
    for (const program of ['poolMended', 'poolMendedByParent']) await mended(node(library, program), 'outer(inner)');
  });

  test('a runnable that was called without config', async () => {
    const { outer, split } = await failing(node(library, 'config'), 'outer inner');
    expect(split).toMatchObject({ run_name: 'inner', parent_name: 'outer', cause: 'config' });
    expect(split.code_to_copy).toContain('inner.invoke(question, config)');
    const mendedTrace = await mended(node(library, 'configMended'), 'outer(inner)');
    if (library === 'langsmith') await expectOnPage(outer, { split, mendedTrace });
  });
});
