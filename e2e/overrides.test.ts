/**
 * Programs on LangChain.js and LangGraph.js, as users have them, with this package in the place of
 * `langsmith` by npm's `overrides` alone: installed from the registry into an empty folder, traced
 * by LangChain's own tracer and our `traceable`, and every run in its place.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RecordingServer } from '../packages/sdk/src/recording-server.test-fixture.js';
import { ROOT } from '../scripts/command.mjs';
import { bareEnvironment } from './harness/server.js';

const run = promisify(execFile);

let folder: string;
let server: RecordingServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracenest-overrides-'));
  await cp(join(ROOT, 'fixtures/overrides'), folder, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder, '-w', 'packages/sdk'], {
    cwd: ROOT,
  });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  await rename(join(folder, packed?.filename ?? ''), join(folder, 'tracenest.tgz'));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  server = await RecordingServer.start();
});

beforeEach(() => server.clear());

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a program of the fixture to its end; nothing may be written to its error output. */
async function runProgram(file: string): Promise<string> {
  const env = { ...bareEnvironment(), LANGSMITH_TRACING: 'true', LANGSMITH_ENDPOINT: server.url };
  const { stdout, stderr } = await run(process.execPath, [file], { cwd: folder, env });
  expect(stderr).toBe('');
  return stdout.trim();
}

/** Names of the findings that a reader is shown. */
function findings(): string[] {
  return server.runs.flatMap(({ tracenest }) => tracenest?.findings ?? []).map(({ code }) => code);
}

test('there is one langsmith, and it is this package', async () => {
  const { stdout } = await run('npm', ['ls', 'langsmith', '--all', '--parseable', '--long'], { cwd: folder });
  const installed = stdout.split('\n').filter((line) => line.includes('node_modules/langsmith'));
  expect(installed.map((line) => line.split(':')[0])).toEqual([
    expect.stringMatching(/[/\\]node_modules[/\\]langsmith$/),
  ]);
  const manifest = JSON.parse(await readFile(join(folder, 'node_modules/langsmith/package.json'), 'utf8')) as object;
  expect(manifest).toMatchObject({ name: 'tracenest' });
});

describe('every run is in its place, and there is nothing to find fault with', () => {
  test('LangGraph: nodes, a chain, a tool and traced functions in both', async () => {
    expect(await runProgram('graph.mjs')).toBe('it is on its way');
    expect(server.tree()).toBe(
      'handle(graph(__start__,look(look_up(search)),reply(chain(prompt,ScriptedModel,parser),check)))',
    );
    expect(findings()).toEqual([]);
    const types = ['graph', 'look_up', 'search', 'prompt', 'ScriptedModel', 'parser'].map(
      (name) => server.run(name).run_type,
    );
    expect(types).toEqual(['chain', 'tool', 'retriever', 'prompt', 'llm', 'parser']);
    expect(JSON.stringify(server.run('look_up').outputs)).toContain('order 4711: found 4711');
    expect(new Set(server.runs.map(({ trace_id }) => trace_id)).size).toBe(1);
  });

  test('runnables: a batch, two at once, a stream, a failure, and callbacks by hand', async () => {
    await runProgram('runnables.mjs');
    expect(server.tree()).toBe(
      'double(inner) double(inner) both(double(inner),double(inner)) words(model) fails!(inner) ' +
        'by-hand(double(inner)) steps(first,inner)',
    );
    expect(findings()).toEqual([]);
    expect(server.run('words').outputs).toEqual({ outputs: ['one', 'two', 'three'] });
    expect(server.run('fails').error).toContain('no such order');
    expect(server.run('model').events.map(({ name }) => name)).toContain('new_token');
  });

  test('the agent of langchain', async () => {
    expect(await runProgram('agent.mjs')).toBe('It is shipped.');
    expect(server.tree()).toBe(
      'agent(__start__,model_request(ScriptedModel,RunnableLambda),tools(status(read)),' +
        'model_request(ScriptedModel,RunnableLambda))',
    );
    expect(findings()).toEqual([]);
  });
});

describe('what LangChain imports of langsmith', () => {
  /** Entries and names, as the files of an ending import them. */
  async function imports(ending: RegExp): Promise<Map<string, Set<string>>> {
    const found = new Map<string, Set<string>>();
    for (const name of ['@langchain/core', '@langchain/langgraph', 'langchain']) {
      const home = join(folder, 'node_modules', name);
      for (const file of await readdir(home, { recursive: true })) {
        if (!ending.test(file)) continue;
        const text = await readFile(join(home, file), 'utf8');
        for (const [, names = '', entry = ''] of text.matchAll(/^import \{([^}]+)\} from "(langsmith[^"]*)"/gm)) {
          const all = found.get(entry) ?? new Set<string>();
          for (const one of names.split(',')) all.add(one.trim().replace(/ as .*/, ''));
          found.set(entry, all);
        }
      }
    }
    return found;
  }

  test('is there from ESM and from CommonJS', async () => {
    const needed = await imports(/\.js$/);
    expect([...needed.keys()].toSorted()).toEqual([
      'langsmith',
      'langsmith/run_trees',
      'langsmith/singletons/traceable',
    ]);
    const names = [...needed].map(([entry, all]) => [entry, [...all]]);
    await writeFile(
      join(folder, 'imports.mjs'),
      `import { createRequire } from 'node:module';
       const require = createRequire(import.meta.url);
       const missing = [];
       for (const [entry, names] of ${JSON.stringify(names)})
         for (const [kind, made] of [['import', await import(entry)], ['require', require(entry)]])
           for (const name of names) if (!(name in made)) missing.push([kind, entry, name].join(' '));
       console.log(JSON.stringify(missing));`,
    );
    const { stdout } = await run(process.execPath, ['imports.mjs'], { cwd: folder, env: bareEnvironment() });
    expect(JSON.parse(stdout)).toEqual([]);
  });

  test("and the compiler finds no fault in LangChain's own types", async () => {
    expect([...(await imports(/\.d\.ts$/)).keys()]).toContain('langsmith/schemas');
    await writeFile(
      join(folder, 'use.ts'),
      `import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain';
       import { CallbackManager } from '@langchain/core/callbacks/manager';
       import { RunnableTraceable } from 'langsmith/langchain';
       import { RunnableLambda } from '@langchain/core/runnables';
       import { StateGraph } from '@langchain/langgraph';
       import { Client, RunTree, traceable } from 'langsmith';
       export const tracer = new LangChainTracer({ client: new Client(), replicas: [{ projectName: 'b' }] });
       export const chain = RunnableLambda.from((n: number) => traceable((m: number) => m + 1)(n));
       export const run = RunTree.fromRunnableConfig({ callbacks: [tracer] }, { name: 'a' });
       export const step = RunnableTraceable.from(traceable((text: string) => text.length));
       export { CallbackManager, StateGraph };`,
    );
    const compilerOptions = {
      ...{ module: 'NodeNext', moduleResolution: 'NodeNext', target: 'ES2022', lib: ['ESNext', 'DOM'] },
      ...{ strict: true, noEmit: true, types: [], skipLibCheck: false },
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['use.ts'] }));
    const { stdout } = await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder]).catch(
      (failure: { stdout: string }) => failure,
    );
    expect(stdout).toBe('');
  });
});
