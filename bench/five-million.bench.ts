/**
 * Reads among five million runs (corpus.ts), over HTTP and one after the other: what lists, charts,
 * searches and the official clients ask. The kinds of questions take turns, each time with other
 * projects, runs, times and words, so that no answer is simply kept. Also: the bytes on disk against the
 * records' JSON, and the most memory that the server took.
 *
 * Arguments: number of runs; `--keep` keeps the data in the folder for temporary files, where the next
 * run with this number finds it; `--rounds=40`; `--only=PART` asks the questions that have it in their name.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startServer, stopAllServers, type RunningServer } from '../e2e/harness/server.js';
import { builtInPrices } from '../packages/server/src/query/prices.js';
import { openStore } from '../packages/server/src/store/connect.js';
import { makeCorpus } from './corpus.js';
import { readDisk, readSample, type Disk, type Sample } from './corpus-facts.js';
import { corpusQuestions, type Question } from './corpus-questions.js';
import { seededRandom } from './payload.js';
import { cpuMsOf, peakMegabytesOf } from './process-use.js';
import { printTable, quantile } from './rounds.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keep: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '40' },
    only: { type: 'string', default: '' },
  },
});
const runs = Number(positionals[0] ?? 5_000_000);
const rounds = Number(values.rounds);
const directory = join(tmpdir(), `tracenest-corpus-${runs}`);
const noteFile = join(directory, 'corpus.json');

interface Taken {
  /** Milliseconds until the whole answer is there. */
  ms: number;
  /** Of the server meanwhile, on all cores: what else the machine does is not in it. */
  cpuMs: number;
}

interface Note {
  sample: Sample;
  disk: Disk;
}

try {
  const { sample, disk } = existsSync(noteFile) ? (JSON.parse(readFileSync(noteFile, 'utf8')) as Note) : await make();
  const server = await startServer({ dataDirectory: directory });
  await untilQuiet(server);
  const random = seededRandom(1);
  const questions = corpusQuestions(sample, random).filter(({ name }) => name.includes(values.only));
  const took = new Map<Question, Taken[]>(questions.map((question) => [question, []]));
  // Each once beforehand: a server that has just started is no measure.
  for (let round = -1; round < rounds; round++) {
    for (const question of questions) {
      const taken = await askOnce(server, question);
      if (round >= 0) took.get(question)?.push(taken);
    }
  }
  console.log(
    `${disk.runs} runs in ${disk.traces} traces; load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}\n`,
  );
  printTable(
    questions.map((question) => {
      const all = took.get(question) ?? [];
      const times = all.map(({ ms }) => ms);
      return {
        [`${rounds} requests each`]: question.name,
        'least ms': Math.min(...times),
        'p50 ms': quantile(times, 0.5),
        'p95 ms': quantile(times, 0.95),
        'goal, p95 ms': question.goalMs ?? '',
        'CPU ms, p50': quantile(
          all.map(({ cpuMs }) => cpuMs),
          0.5,
        ),
      };
    }),
  );
  console.log();
  printTable([
    { 'bytes of a run': 'its JSON', bytes: disk.json, share: 1 },
    { 'bytes of a run': 'on disk', bytes: disk.stored, share: disk.stored / disk.json },
    { 'bytes of a run': 'index of words', bytes: disk.words, share: disk.words / disk.json },
  ]);
  console.log(`\nmost memory of the server: ${peakMegabytesOf(server.process.pid ?? 0).toFixed(0)} MiB`);
} finally {
  await stopAllServers();
  if (!values.keep) rmSync(directory, { recursive: true, force: true });
}

async function make(): Promise<Note> {
  rmSync(directory, { recursive: true, force: true });
  const store = await openStore(directory);
  const hourMs = 3_600_000;
  // Whole hours ago, so that nothing in it is as new as what the server still waits for.
  const endUs = (Math.floor(Date.now() / hourMs) - 24) * hourMs * 1000;
  await makeCorpus(store, { runs, endUs, pricesVersion: builtInPrices.version }, (traces) =>
    process.stderr.write(`\r${traces} traces made`),
  );
  process.stderr.write('\n');
  const note: Note = { sample: await readSample(store), disk: await readDisk(store) };
  await store.close();
  writeFileSync(noteFile, JSON.stringify(note));
  return note;
}

/** The server looks once for traces that are not counted, and merges what was written last. */
async function untilQuiet(server: RunningServer): Promise<void> {
  const pid = server.process.pid ?? 0;
  for (let waits = 0; waits < 90; waits++) {
    const before = cpuMsOf(pid);
    await sleep(2_000);
    if (cpuMsOf(pid) - before < 200) return;
  }
}

async function askOnce(server: RunningServer, question: Question): Promise<Taken> {
  const { path, body } = question.next();
  const pid = server.process.pid ?? 0;
  const cpuMs = cpuMsOf(pid);
  const startMs = performance.now();
  const response = await fetch(`${server.url}${path}`, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  const taken: Taken = { ms: performance.now() - startMs, cpuMs: cpuMsOf(pid) - cpuMs };
  if (!response.ok) throw new Error(`${question.name}: ${response.status} for ${path}: ${text}\n${server.output()}`);
  if (!question.isRight(JSON.parse(text))) throw new Error(`${question.name}: not the answer: ${text.slice(0, 500)}`);
  return taken;
}
