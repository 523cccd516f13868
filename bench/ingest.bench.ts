/**
 * How fast runs get durably in: traces of ten runs, multipart and gzip as the official clients send
 * them, from eight connections of a process of its own, beside a bare insert of the same rows into
 * the same embedded store with the same syncing. Server and load share this machine, and whatever
 * else runs on it; the processor time of one trace is what depends on that least.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer, stopAllServers } from '../e2e/harness/server.js';
import { runsPerTrace } from './payload.js';
import { cpuMsOf, peakMegabytesOf } from './process-use.js';
import { median, printTable, quantile } from './rounds.js';

const rounds = 5;
const traces = 1500;

interface BareResult {
  seconds: number;
  cpuMs: number;
}

interface LoadResult {
  seconds: number;
  acknowledgedMs: number[];
}

/** Of each round: traces per second, and milliseconds of processor time per trace. */
interface Measured {
  rates: number[];
  cpuMs: number[];
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
const { pid = Number.NaN } = server.process;
const bare: Measured = { rates: [], cpuMs: [] };
const overHttp: Measured = { rates: [], cpuMs: [] };
let acknowledgedMs: number[] = [];
let peakMegabytes = Number.NaN;
try {
  for (let round = -1; round < rounds; round++) {
    const seed = String(round + 100);
    const direct = await inProcess<BareResult>('ingest-bare.ts', [join(folder, `bare-${round}`), String(traces), seed]);
    const cpuBefore = cpuMsOf(pid);
    const load = await inProcess<LoadResult>('ingest-load.ts', [server.url, String(traces), seed, '0']);
    if (round < 0) continue;
    bare.rates.push(traces / direct.seconds);
    bare.cpuMs.push(direct.cpuMs / traces);
    overHttp.rates.push(traces / load.seconds);
    overHttp.cpuMs.push((cpuMsOf(pid) - cpuBefore) / traces);
  }
  peakMegabytes = peakMegabytesOf(pid);
  const halfRate = median(overHttp.rates) / 2;
  const calm = await inProcess<LoadResult>('ingest-load.ts', [server.url, String(traces), '999', String(halfRate)]);
  acknowledgedMs = calm.acknowledgedMs;
} finally {
  await stopAllServers();
  await rm(folder, { recursive: true, force: true });
}

const row = (name: string, { rates, cpuMs }: Measured): Record<string, string | number> => ({
  'durable ingest': name,
  'traces/s': median(rates),
  'runs/s': median(rates) * runsPerTrace,
  'share of the bare insert': median(rates.map((rate, index) => rate / (bare.rates[index] ?? Number.NaN))),
  'CPU ms per trace': median(cpuMs),
});
printTable([row('bare insert of the same rows', bare), row('the server, over HTTP', overHttp)]);
console.log('');
printTable([{ 'memory of the server': 'at full load', 'most at once, MB': peakMegabytes }]);
console.log('');
printTable([
  {
    'acknowledgement at half that rate': `${acknowledgedMs.length} requests`,
    'p50 ms': median(acknowledgedMs),
    'p99 ms': quantile(acknowledgedMs, 0.99),
  },
]);
