/**
 * Records the corpus anew: `npm run split-corpus -- record <client> …`, where a client is
 * `node` or `3.11=/path/to/python` (with langsmith, langchain-core and langgraph), after which files of
 * programs may be named (`,services`). Each program runs
 * in a process of its own against a server on loopback; what the search does not read is left out.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Json, RunExtra, RunRecord } from 'tracenest/wire';
import { RecordingServer } from '../../packages/sdk/src/recording-server.test-fixture.js';
import { nodePrograms, pythonPrograms, type SplitProgram } from './programs.js';
import { recordingsFolder, type Recording } from './recording.js';

const PYTHON_FILES = ['threads', 'tasks', 'runnables', 'services'];

export async function record(clients: readonly string[]): Promise<void> {
  mkdirSync(recordingsFolder, { recursive: true });
  for (const client of clients) {
    const [version = '', ...rest] = client.split('=');
    const [python, ...files] = rest.join('=').split(',');
    if (python === undefined || python === '') {
      await recordAll('node', await nodePrograms());
      continue;
    }
    for (const file of files.length === 0 ? PYTHON_FILES : files)
      await recordAll(`python-${version}-${file}`, await pythonPrograms(python, version, file));
  }
}

async function recordAll(name: string, programs: readonly SplitProgram[]): Promise<void> {
  const lines: string[] = [];
  for (const program of programs) {
    const recording = await recordOne(program);
    lines.push(JSON.stringify(recording));
    process.stdout.write(`${recording.id}: ${recording.records.length} records\n`);
  }
  writeFileSync(`${recordingsFolder}${name}.jsonl`, `${lines.join('\n')}\n`);
}

async function recordOne({ id, about, splits, run }: SplitProgram): Promise<Recording> {
  const server = await RecordingServer.start();
  try {
    await run(server.url);
    if (server.records.length === 0) throw new RangeError(`${id} has sent nothing`);
    return { id, about, splits, records: server.records.map(lean) };
  } finally {
    await server.close();
  }
}

/** The parts that place a run in its program; of the inputs the one text that says whose they are. */
function lean({ inputs, outputs: _, events: _e, serialized: _s, tags: _t, extra, ...placed }: RunRecord): RunRecord {
  const request = firstText(inputs);
  return {
    ...placed,
    ...(request === null ? {} : { inputs: { request } }),
    ...(extra === undefined || extra === null ? {} : { extra: leanExtra(extra) }),
  };
}

function leanExtra({ metadata, runtime, tracenest }: RunExtra): RunExtra {
  const said = Object.entries(metadata ?? {}).filter(([key]) => key === 'thread_id' || key === 'service_name');
  return { metadata: Object.fromEntries(said), ...(runtime && { runtime }), ...(tracenest && { tracenest }) };
}

function firstText(value: Json | undefined): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return null;
  for (const each of Object.values(value)) {
    const text = firstText(each);
    if (text !== null) return text;
  }
  return null;
}
