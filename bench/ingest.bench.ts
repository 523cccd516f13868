/**
 * How fast runs get durably in: traces of ten runs, multipart and gzip as the official clients send
 * them, from eight connections of a process of its own, beside a bare insert of the same rows into
 * the same embedded store with the same syncing. Server and load share this machine.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer, stopAllServers } from '../e2e/harness/server.js';
import { runsPerTrace } from './payload.js';
import { median, printTable, quantile } from './rounds.js';

const rounds = 5;
const traces = 1500;

interface LoadResult {
  seconds: number;
  acknowledgedMs: number[];
}

/** Runs a benchmark part as a process of its own and takes the one message it sends. */
async function inProcess<Result>(file: string, args: readonly string[]): Promise<Result> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args);
  const [result] = (await once(child, 'message')) as [Result];
  await once(child, 'exit');
  return result;
}

const folder = await mkdtemp(join(tmpdir(), 'tracenest-ingest-'));
const server = await startServer();
const bareRates: number[] = [];
const serverRates: number[] = [];
let acknowledgedMs: number[] = [];
try {
  for (let round = -1; round < rounds; round++) {
    const seed = String(round + 100);
    const bare = await inProcess<LoadResult>('ingest-bare.ts', [join(folder, `bare-${round}`), String(traces), seed]);
    const load = await inProcess<LoadResult>('ingest-load.ts', [server.url, String(traces), seed, '0']);
    if (round < 0) continue;
    bareRates.push(traces / bare.seconds);
    serverRates.push(traces / load.seconds);
  }
  const halfRate = median(serverRates) / 2;
  const calm = await inProcess<LoadResult>('ingest-load.ts', [server.url, String(traces), '999', String(halfRate)]);
  acknowledgedMs = calm.acknowledgedMs;
} finally {
  await stopAllServers();
  await rm(folder, { recursive: true, force: true });
}

const row = (name: string, rates: readonly number[]): Record<string, string | number> => ({
  'durable ingest': name,
  'traces/s': median(rates),
  'runs/s': median(rates) * runsPerTrace,
  'share of the bare insert': median(rates.map((rate, index) => rate / (bareRates[index] ?? Number.NaN))),
});
printTable([row('bare insert of the same rows', bareRates), row('the server, over HTTP', serverRates)]);
console.log('');
printTable([
  {
    'acknowledgement at half that rate': `${acknowledgedMs.length} requests`,
    'p50 ms': median(acknowledgedMs),
    'p99 ms': quantile(acknowledgedMs, 0.99),
  },
]);
