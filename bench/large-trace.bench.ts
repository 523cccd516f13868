/**
 * Reading a trace of 1,000, 10,000 and 100,000 runs, each told by a create and an update as the
 * official clients send them: the time until the whole answer of `GET /api/app/traces/{id}` is there
 * after something arrived for the trace, and when it is asked for again; and how long another request
 * has to wait meanwhile (`GET /health`, over a connection of its own, beside what it takes when nobody
 * reads). The processor time of the server, of all its threads, depends less on what else runs here.
 * At last the server is started anew, after it had the time to count the trace: what its first reader
 * waits for.
 * Server and readers share this machine. Sizes may be given as arguments.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PackedTrace, RunRecord } from 'tracenest/wire';
import { startServer, stopAllServers } from '../e2e/harness/server.js';
import { encodeAsClient, makeLargeTrace, seededRandom } from './payload.js';
import { cpuMsOf } from './process-use.js';
import { median, printTable, quantile } from './rounds.js';

/** Fewer where one takes seconds. */
const roundsOf = (runs: number): number => (runs < 50_000 ? 15 : 5);
const recordsPerRequest = 4_000;
const restarts = 3;
/** In a second. */
const idleCpuMs = 150;
const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [1_000, 10_000, 100_000];

let server = await startServer();
const rows: Record<string, string | number>[] = [];
try {
  for (const runs of sizes) rows.push(await measure(runs));
} finally {
  await stopAllServers();
}
printTable(rows);

async function measure(runs: number): Promise<Record<string, string | number>> {
  const records = makeLargeTrace(seededRandom(runs), Date.now() - 60_000, runs);
  const traceId = records[0]?.id ?? '';
  for (let from = 0; from < records.length; from += recordsPerRequest) {
    await send(records.slice(from, from + recordsPerRequest));
  }
  const seen = ((await (await read(traceId)).json()) as PackedTrace).table.ids.length;
  if (seen !== runs) throw new Error(`The trace has ${runs} runs and the answer ${seen} rows.`);

  const quietMs = await whileWatching(() => sleep(1_000));
  const readMs: number[] = [];
  const cpuMs: number[] = [];
  const againMs: number[] = [];
  const waitMs: number[] = [];
  let bytes = 0;
  for (let round = 0; round < roundsOf(runs); round++) {
    // Told twice it changes nothing, but the server cannot know before it has read the trace.
    await send(records.slice(0, 1));
    const waits = await whileWatching(async () => {
      const startMs = performance.now();
      const startCpuMs = serverCpuMs();
      bytes = (await (await read(traceId)).arrayBuffer()).byteLength;
      readMs.push(performance.now() - startMs);
      cpuMs.push(serverCpuMs() - startCpuMs);
    });
    waitMs.push(Math.max(...waits));
    const startMs = performance.now();
    await (await read(traceId)).arrayBuffer();
    againMs.push(performance.now() - startMs);
  }
  const started = await readAfterRestart(traceId);
  return {
    'runs of the trace': runs,
    'answer p50 ms': median(readMs),
    'answer max ms': Math.max(...readMs),
    'CPU p50 ms': median(cpuMs),
    'CPU min ms': Math.min(...cpuMs),
    'again p50 ms': median(againMs),
    'first after a start, p50 ms': median(started.map((one) => one.ms)),
    'its CPU p50 ms': median(started.map((one) => one.cpuMs)),
    'answer kB': Math.round(bytes / 1000),
    'health while reading, worst p50 ms': median(waitMs),
    'worst max ms': Math.max(...waitMs),
    'nobody reads, p99 ms': quantile(quietMs, 0.99),
  };
}

/** Of servers that have answered nothing yet and count nothing any more. */
async function readAfterRestart(traceId: string): Promise<{ ms: number; cpuMs: number }[]> {
  const reads: { ms: number; cpuMs: number }[] = [];
  const { dataDirectory } = server;
  for (let round = 0; round < restarts; round++) {
    await untilIdle();
    await server.stop();
    server = await startServer({ dataDirectory });
    await untilIdle();
    const startMs = performance.now();
    const startCpuMs = serverCpuMs();
    await (await read(traceId)).arrayBuffer();
    reads.push({ ms: performance.now() - startMs, cpuMs: serverCpuMs() - startCpuMs });
  }
  return reads;
}

/** The counter looks twice a second, and leaves a large trace alone for a while after it counted it. */
async function untilIdle(): Promise<void> {
  let idleSeconds = 0;
  while (idleSeconds < 8) {
    const startCpuMs = serverCpuMs();
    await sleep(1_000);
    idleSeconds = serverCpuMs() - startCpuMs < idleCpuMs ? idleSeconds + 1 : 0;
  }
}

function serverCpuMs(): number {
  return cpuMsOf(server.process.pid ?? process.pid);
}

async function send(records: readonly RunRecord[]): Promise<void> {
  const { body, headers } = encodeAsClient(records);
  const response = await fetch(`${server.url}/runs/multipart`, { method: 'POST', headers, body });
  if (response.status !== 202) throw new Error(`The server answered ${response.status}: ${await response.text()}`);
}

async function read(traceId: string): Promise<Response> {
  const response = await fetch(`${server.url}/api/app/traces/${traceId}`);
  if (!response.ok) throw new Error(`The server answered ${response.status}: ${await response.text()}`);
  return response;
}

/** A server that was busy for seconds closes connections in use: then the wait goes on with a new one. */
async function askHealth(): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await (await fetch(`${server.url}/health`)).text();
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** Does the work; gives how long each of the requests took that were sent meanwhile, in milliseconds. */
async function whileWatching(work: () => Promise<unknown>): Promise<number[]> {
  const waits: number[] = [];
  let isDone = false;
  const watching = (async () => {
    while (!isDone) {
      const startMs = performance.now();
      await askHealth();
      waits.push(performance.now() - startMs);
      await sleep(5);
    }
  })();
  await work();
  isDone = true;
  await watching;
  return waits;
}
