/**
 * Proof that a 2xx means synced: the server runs under `strace`, one run is sent, and every write of
 * the answer must come after the sync of every file that the insert made. kill -9 cannot show this,
 * because what was written to the page cache survives the process. Needs `strace` (Linux).
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer, stopAllServers } from '../e2e/harness/server.js';
import { encodeAsClient, makeTrace, seededRandom } from './payload.js';
import { printTable } from './rounds.js';

if (spawnSync('strace', ['-V']).status !== 0) {
  console.error('This proof needs strace: apt-get install strace');
  process.exit(1);
}

const folder = await mkdtemp(join(tmpdir(), 'tracenest-synced-'));
const log = join(folder, 'strace.log');
const server = await startServer();
const calls = 'trace=openat,write,writev,fsync,fdatasync,sendto,sendmsg';
const strace = spawn('strace', ['-f', '-y', '-s', '48', '-e', calls, '-o', log, '-p', String(server.process.pid)], {
  stdio: ['ignore', 'ignore', 'pipe'],
});
await once(strace.stderr, 'data');
await sleep(500);
try {
  const { body, headers } = encodeAsClient(makeTrace(seededRandom(1), Date.now()).slice(0, 1));
  const response = await fetch(`${server.url}/runs/multipart`, { method: 'POST', headers, body });
  if (response.status !== 202) throw new Error(`The server answered ${response.status}: ${await response.text()}`);
} finally {
  strace.kill('SIGINT');
  await once(strace, 'exit');
  await stopAllServers();
}

const lines = (await readFile(log, 'utf8')).split('\n');
const answer = lines.findIndex((line) => line.includes('HTTP/1.1 202'));
if (answer < 0) throw new Error('The trace of system calls shows no answer 202.');
const during = lines.slice(0, answer);
const syncs = during.filter((line) => /\bf(data)?sync\(/.test(line));

/** The files of a table's parts are named by the table's UUID; system tables are nobody's data. */
const written = new Set(during.flatMap((line) => filesOf(line, /\bwritev?\(/)));
const synced = new Set(syncs.flatMap((line) => filesOf(line, /\bf(data)?sync\(/)));
const unsynced = [...written].filter((file) => !synced.has(file));

printTable([
  { 'between request and 202': 'files of parts written', count: written.size },
  { 'between request and 202': 'calls of fsync and fdatasync', count: syncs.length },
  { 'between request and 202': 'files written but not synced before the 202', count: unsynced.length },
]);
await rm(folder, { recursive: true, force: true });
for (const file of unsynced) console.log(`not synced: ${file}`);

function filesOf(line: string, call: RegExp): string[] {
  if (!call.test(line)) return [];
  const file = /\(\d+<([^>]+)>/.exec(line)?.[1];
  return file?.includes('/store/') ? [file] : [];
}
