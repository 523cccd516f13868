/**
 * The programs that LangSmith's page on nesting calls edge cases, and their kin in TypeScript: each
 * fails with the official client as the page says, Tracenest says what happened, and its remedy,
 * written into the program, mends the trace.
 */
import { describe, expect, test } from 'vitest';
import { explain, findSplits, splitFactsOf, splitFinding } from '@tracenest/tree';
import { RecordingServer } from '../../packages/sdk/src/recording-server.test-fixture.js';
import { startProgram } from '../harness/programs.js';
import { pythonVersion, runPython } from '../harness/python.js';

interface Said {
  tree: string;
  /** `root below parent: cause`, each once. */
  splits: string[];
  sentence: string;
  remedy: string;
  code: string;
}

/** Runs a program to its end, and gives its traces with what is said of them. */
async function run(program: (serverUrl: string) => Promise<unknown>): Promise<Said> {
  const server = await RecordingServer.start();
  try {
    await program(server.url);
    const { roots, candidates } = splitFactsOf(server.runs);
    const splits = findSplits(roots, candidates);
    const findings = splits.map(splitFinding);
    expect(findings.every(({ severity }) => severity === 'hint')).toBe(true);
    const [first] = findings;
    const { sentence = '', remedy = '', code = '' } = first === undefined ? {} : explain(first);
    const texts = splits.map(({ root, parent, cause }) => `${root.name} below ${parent.name}: ${cause}`);
    return { tree: server.tree(), splits: [...new Set(texts)], sentence, remedy, code };
  } finally {
    await server.close();
  }
}

const python = (name: string) => async (serverUrl: string) =>
  await runPython('findings/nesting_page.py', serverUrl, {}, [name]);
const node = (library: string, name: string) => async (serverUrl: string) =>
  await startProgram('e2e/findings/nesting-page.ts', serverUrl, { args: [library, name] }).end();

describe.skipIf(pythonVersion === null)('the official client for Python', () => {
  test('a bare ThreadPoolExecutor', async () => {
    const said = await run(python('pool'));
    expect(said.tree).toBe('outer inner inner');
    expect(said.splits).toEqual(['inner below outer: threads']);
    expect(said.sentence).toContain('2 runs of its name did so, as in a pool of threads');
    expect(said.code).toContain('ContextThreadPoolExecutor');
    for (const mended of ['pool_mended', 'pool_mended_by_parent'])
      expect(await run(python(mended))).toMatchObject({ tree: 'outer(inner,inner)', splits: [] });
  });

  test('a task of asyncio that lost its context, below 3.11', async () => {
    const said = await run(python('task'));
    expect(said.tree).toBe('outer inner_task');
    expect(said.splits).toEqual(['inner_task below outer: asyncio']);
    expect(said.sentence).toContain('Python 3.10.4 does not carry the context into tasks of asyncio');
    expect(said.remedy).toContain('Python 3.11');
    expect(said.code).toContain('langsmith_extra={"parent": parent}');
    expect(await run(python('task_mended'))).toMatchObject({ tree: 'outer(inner_task)', splits: [] });
  });

  test('a runnable that was called without config', async () => {
    const said = await run(python('config'));
    expect(said.tree).toBe('outer inner');
    expect(said.splits).toEqual(['inner below outer: config']);
    expect(said.sentence).toContain('it is a runnable, which gets its parent from the config of the call');
    expect(said.code).toContain('inner.invoke(question, config)');
    expect(await run(python('config_mended'))).toMatchObject({ tree: 'outer(inner)', splits: [] });
  });
});

describe.each(['ours', 'langsmith'])('their kin in TypeScript, with %s', (library) => {
  test('a pool that was made at boot', async () => {
    const said = await run(node(library, 'pool'));
    expect(said.tree).toBe('outer inner');
    expect(said.splits).toEqual(['inner below outer: unknown']);
    expect(said.code).toContain('getCurrentRunTree()');
    for (const mended of ['poolMended', 'poolMendedByParent'])
      expect(await run(node(library, mended))).toMatchObject({ tree: 'outer(inner)', splits: [] });
  });

  test('a runnable that was called without config', async () => {
    const said = await run(node(library, 'config'));
    expect(said.tree).toBe('outer inner');
    expect(said.splits).toEqual(['inner below outer: config']);
    expect(said.code).toContain('inner.invoke(question, config)');
    expect(await run(node(library, 'configMended'))).toMatchObject({ tree: 'outer(inner)', splits: [] });
  });
});
