/** Runs one program with one library in a process of its own, against a server that records. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RecordingServer } from '../../packages/sdk/src/recording-server.test-fixture.js';
import type { Program } from './corpus.js';
import { judge, type Outcome, type Recorded, type Verdict } from './judge.js';
import type { Expected, Library } from './kit.js';
import type { SpanLine } from './kit-opentelemetry.js';
import type { Runtime } from './runtime.js';

export interface Result extends Verdict {
  program: Program;
  library: Library;
  expected: Expected;
  /** False: the program is not about this library. */
  isAbout: boolean;
}

const TIME_LIMIT_MS = 10_000;

/** What is said of a program that did not even come to its start. */
const NOT_STARTED: Expected = { is: 'automatic', tree: '(the program did not start)' };

export async function runProgram(
  folder: string,
  program: Program,
  library: Library,
  runtime: Runtime,
): Promise<Result> {
  const server = await RecordingServer.start();
  try {
    const scratch = mkdtempSync(join(folder, 'run-'));
    const spansFile = join(scratch, 'spans');
    const { expected, failure } = await runProcess(folder, program, library, server.url, {
      ...{ scratch, spansFile, runtime },
    });
    const recorded = library === 'opentelemetry' ? await readSpans(spansFile) : readRuns(server);
    const isAbout = expected.libraries?.includes(library) ?? true;
    return { program, library, expected, isAbout, ...judge(library, expected, { ...recorded, failure }) };
  } finally {
    await server.close();
  }
}

async function runProcess(
  folder: string,
  { id, kind }: Program,
  library: Library,
  serverUrl: string,
  { scratch, spansFile, runtime }: { scratch: string; spansFile: string; runtime: Runtime },
): Promise<{ expected: Expected; failure: string | undefined }> {
  const isWithoutContext = kind === 'no-async-context';
  const expectedFile = join(scratch, 'expected');
  const { file, args } = runtime.command({ conditions: isWithoutContext ? ['browser'] : [] });
  const child = spawn(file, [...args, join(folder, 'child.js'), join(folder, 'programs', `${id}.js`)], {
    env: {
      PATH: process.env['PATH'],
      HOME: scratch,
      NO_COLOR: '1',
      LANGSMITH_TRACING: 'true',
      LANGSMITH_ENDPOINT: serverUrl,
      LANGSMITH_API_KEY: 'anything',
      LANGSMITH_PROJECT: 'nesting',
      NESTING_LIBRARY: library,
      NESTING_SPANS: spansFile,
      NESTING_SCRATCH: scratch,
      NESTING_EXPECTED: expectedFile,
      ...(isWithoutContext ? { NESTING_CONTEXT: 'none' } : {}),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, TIME_LIMIT_MS);
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const [errors, [code, signal]] = await Promise.all([text(child.stderr), exit]);
  clearTimeout(timer);
  const said = await readFile(expectedFile, 'utf8').catch(() => '');
  if (said === '') return { expected: NOT_STARTED, failure: firstError(errors) };
  const expected = JSON.parse(said) as Expected;
  if (isLate) return { expected, failure: `did not end within ${TIME_LIMIT_MS / 1000} s` };
  if ((signal ?? code) === (expected.dies ?? 0)) return { expected, failure: undefined };
  return { expected, failure: signal === null ? firstError(errors) : `ended by ${signal}` };
}

/** What our SDK or the official one has sent. */
export function readRuns(server: RecordingServer): Omit<Outcome, 'failure'> {
  const { runs: sent } = server;
  const runs = sent.map((run): Recorded => {
    const own = (run.dotted_order ?? '').split('.').slice(-2).join('.');
    return {
      id: run.id,
      parent: run.parent_run_id ?? bySpanId(sent, run),
      name: run.name ?? '(no name)',
      start: own === '' ? String(run.start_time) : own,
      endMs: run.status === 'pending' ? null : Date.parse(String(run.end_time)),
      findings: run.extra.tracenest?.findings ?? [],
    };
  });
  const begins = new Map<string, number>();
  for (const { op, id } of server.records) if (op === 'create') begins.set(id, (begins.get(id) ?? 0) + 1);
  return { runs, begunTwice: [...begins].filter(([, count]) => count > 1).map(([id]) => id) };
}

/** A parent that is known by its span id only: the last 8 bytes of a run's id, in the same trace. */
function bySpanId(
  runs: RecordingServer['runs'],
  { trace_id, parent_span_id }: RecordingServer['runs'][number],
): string | null {
  if (parent_span_id === null) return null;
  const isParent = (id: string): boolean => id.replaceAll('-', '').endsWith(parent_span_id);
  return runs.find((run) => run.trace_id === trace_id && isParent(run.id))?.id ?? parent_span_id;
}

async function readSpans(file: string): Promise<Omit<Outcome, 'failure'>> {
  const content = await readFile(file, 'utf8').catch(() => '');
  const lines = content.split('\n').filter((line) => line !== '');
  return { runs: lines.map((line) => ({ ...(JSON.parse(line) as SpanLine), findings: [] })), begunTwice: [] };
}

function firstError(errors: string): string {
  const line = errors.split('\n').find((each) => /^(error: Uncaught .*)?(\w*Error\b|\[.*Error\])/.test(each.trim()));
  return (line ?? errors.trim().split('\n').at(-1) ?? '').trim().slice(0, 200) || 'failed without a word';
}
