/**
 * Tries every version of the official JavaScript client against one server, and what the newest
 * LangChain and LangGraph trace through it, each in a process of its own.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installedFixture } from '../harness/npm.js';
import { bareEnvironment } from '../harness/server.js';
import { PACKAGES } from './js/trial.js';
import type { MethodTrial } from './js/try-version.js';
import { sorted, type Result, type Tried } from './results.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('js/try-version.ts', import.meta.url));
const require = createRequire(import.meta.url);

/** `url`: origin of the server. One version after the other: each alone keeps a processor busy. */
export async function tryJavascriptClients(url: string, packages: readonly string[] = PACKAGES): Promise<Tried> {
  const tried: Tried[] = [];
  for (const name of packages) tried.push(await tryVersion(name, url));
  return { results: sorted(tried.flatMap(({ results }) => results)), faults: tried.flatMap(({ faults }) => faults) };
}

/** The programs of fixtures/frameworks, one after the other. */
export async function tryJavascriptFrameworks(url: string): Promise<Tried> {
  const folder = await installedFixture('frameworks');
  const lines: (MethodTrial & { client: string; version: string })[] = [];
  for (const file of ['chains.mjs', 'graphs.mjs']) {
    const { stdout } = await run(process.execPath, ['--no-deprecation', join(folder, file)], {
      env: { ...bareEnvironment(), LANGSMITH_TRACING: 'true', LANGSMITH_ENDPOINT: url, LANGSMITH_API_KEY: 'anything' },
      maxBuffer: 32 * 1024 * 1024,
    });
    lines.push(...linesOf<(typeof lines)[number]>(stdout));
  }
  return {
    results: sorted(
      lines.flatMap(({ outcome, ...line }): Result[] => (outcome === 'works' ? [{ ...line, outcome }] : [])),
    ),
    faults: lines.flatMap(({ client, method, outcome, note }) =>
      outcome === 'works' ? [] : [`${client}, ${method}: ${note}`],
    ),
  };
}

async function tryVersion(name: string, url: string): Promise<Tried> {
  const { version } = require(`${name}/package.json`) as { version: string };
  const { stdout } = await run(process.execPath, ['--no-deprecation', program, name, url], {
    env: { ...bareEnvironment(), NODE_OPTIONS: '-C @tracenest/source --import tsx' },
    maxBuffer: 32 * 1024 * 1024,
  });
  const trials = linesOf<MethodTrial>(stdout);
  const results: Result[] = [];
  const faults: string[] = [];
  for (const { method, outcome, note } of trials) {
    if (outcome === 'works' || outcome === 'refused')
      results.push({ client: 'langsmith', version, method, outcome, note });
    else faults.push(`langsmith ${version}, ${method}: ${note}`);
  }
  return { results, faults };
}

/** Objects that were printed, one a line, among what libraries say. */
function linesOf<Line>(stdout: string): Line[] {
  return stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Line] : []));
}
