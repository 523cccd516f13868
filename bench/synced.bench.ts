/**
 * Proof that a 2xx means synced: the server runs under `strace`, one request is sent that carries
 * runs and what lies beside them, and the answer must come after the sync of every file that the
 * inserts made (but those of the table `changes`, which is worth nothing after a crash). kill -9
 * cannot show this, because what was written to the page cache survives the process. Needs `strace`
 * (Linux).
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuid7 } from 'tracenest/wire';
import { startServer, stopAllServers } from '../e2e/harness/server.js';
import { encodeAsClient, makeTrace, seededRandom } from './payload.js';
import { printTable } from './rounds.js';

if (spawnSync('strace', ['-V']).status !== 0) {
  console.error('This proof needs strace: apt-get install strace');
  process.exit(1);
}

/**
 * The engine's note of the inserts that it knows, by which one that is told again counts once. It holds no
 * rows, and the engine does not sync it.
 */
const repetitions = '/deduplication_logs/';

const folder = await mkdtemp(join(tmpdir(), 'tracenest-synced-'));
const log = join(folder, 'strace.log');
const server = await startServer();
const tables = new Map<string, string>();
const calls = 'trace=openat,write,writev,fsync,fdatasync,sendto,sendmsg';
const strace = spawn('strace', ['-f', '-y', '-s', '48', '-e', calls, '-o', log, '-p', String(server.process.pid)], {
  stdio: ['ignore', 'ignore', 'pipe'],
});
await once(strace.stderr, 'data');
await sleep(500);
try {
  const [run] = makeTrace(seededRandom(1), Date.now());
  if (run === undefined) throw new Error('No run was made.');
  const { body, headers } = encodeAsClient([run], {
    [`feedback.${run.id}`]: { id: uuid7(Date.now()), run_id: run.id, trace_id: run.id, key: 'helpful', score: 1 },
    [`attachment.${run.id}.note`]: 'a file beside the run',
    'post.no-id': { name: 'refused' },
  });
  const response = await fetch(`${server.url}/runs/multipart`, { method: 'POST', headers, body });
  if (response.status !== 202) throw new Error(`The server answered ${response.status}: ${await response.text()}`);
  await noteTables();
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

const written = filesOf(during, /\bwritev?\(/);
const synced = filesOf(syncs, /\bf(data)?sync\(/);
printTable(
  [...new Set([...written].map(tableOf))].toSorted().map((table) => {
    const ofTable = [...written].filter((file) => tableOf(file) === table);
    return {
      'table written before the 202': table,
      'files of its parts': ofTable.length,
      'of them synced before the 202': ofTable.filter((file) => synced.has(file)).length,
    };
  }),
);
const tablesOfRequest = ['attachments', 'feedback', 'payloads', 'projects', 'refused', 'run_ids', 'runs', 'traces'];
for (const table of tablesOfRequest) {
  const ofTable = [...written].filter((file) => tableOf(file) === table);
  if (ofTable.length > 0 && ofTable.every((file) => synced.has(file))) continue;
  console.error(`Not every file of ${table} was written and synced before the answer.`);
  process.exitCode = 1;
}
await rm(folder, { recursive: true, force: true });

/** Tables by the UUID that their files are kept under. */
async function noteTables(): Promise<void> {
  const metadata = join(server.dataDirectory, 'chdb', 'metadata', 'default');
  for (const file of await readdir(metadata)) {
    const uuid = /UUID '([0-9a-f-]{36})'/.exec(await readFile(join(metadata, file), 'utf8'))?.[1];
    if (uuid) tables.set(uuid, file.replace(/\.sql$/, ''));
  }
}

function tableOf(file: string): string {
  const uuid = /\/store\/[0-9a-f]{3}\/([0-9a-f-]{36})\//.exec(file)?.[1] ?? '';
  return tables.get(uuid) ?? `system table ${uuid}`;
}

/** Files of the store that the given system call names. */
function filesOf(from: readonly string[], call: RegExp): Set<string> {
  const files = from.flatMap((line) => (call.test(line) ? (/\(\d+<([^>]+)>/.exec(line)?.[1] ?? []) : []));
  return new Set(files.filter((file) => file.includes('/store/') && !file.includes(repetitions)));
}
