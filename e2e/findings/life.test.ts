/**
 * Three programs without an end: one was killed, one has exited in the middle of its work, one is
 * merely slow. From outside they look alike; the server tells them apart.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unpackTrace } from 'tracenest/wire';
import type { PackedTrace, TraceAnswer } from 'tracenest/wire';
import { startProgram, type Program } from '../harness/programs.js';
import { startServer, stopAllServers, type RunningServer } from '../harness/server.js';

/** A process is given up 30 s after its last beat; beats come every 10 s. */
const UNTIL_GIVEN_UP = { timeout: 60_000, interval: 500 };

let server: RunningServer;
const begun: Program[] = [];

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  for (const program of begun) program.stop();
  await stopAllServers();
});

/** Starts it, and waits until it is at its work. */
async function begin(how: string): Promise<{ traceId: string; pid: number }> {
  const program = startProgram('e2e/findings/life.ts', server.url, { args: [how] });
  begun.push(program);
  const [, traceId = '', pid] = await program.line(/trace (\S+) pid (\d+)/);
  return { traceId, pid: Number(pid) };
}

async function traceOf(traceId: string): Promise<TraceAnswer> {
  const answer = await fetch(`${server.url}/api/app/traces/${traceId}`);
  expect(answer.status).toBe(200);
  return unpackTrace((await answer.json()) as PackedTrace);
}

/** The sentences of `unfinished` in a trace. */
async function unfinished(traceId: string): Promise<string[]> {
  const { findings } = await traceOf(traceId);
  return findings.filter(({ code }) => code === 'unfinished').map(({ sentence }) => sentence);
}

test('a program that was killed, one that has exited and a slow one', async () => {
  const [killed, exited, slow] = await Promise.all([begin('waits'), begin('exits'), begin('waits')]);
  // The first beat comes a second after the first run began; who dies before that has said nothing.
  const stateOf = async (traceId: string): Promise<unknown> => (await traceOf(traceId)).processes[0]?.state;
  await expect.poll(() => stateOf(killed.traceId)).toBe('alive');
  process.kill(killed.pid, 'SIGKILL');

  await expect.poll(() => unfinished(exited.traceId)).toHaveLength(2);
  for (const sentence of await unfinished(exited.traceId)) {
    expect(sentence).toContain('process.exit() (exit code 3)');
  }

  await expect.poll(() => unfinished(killed.traceId), UNTIL_GIVEN_UP).toHaveLength(2);
  for (const sentence of await unfinished(killed.traceId)) {
    expect(sentence).toMatch(/SIGKILL or a crash at about \d\d:\d\d:\d\d/);
  }
  expect((await traceOf(killed.traceId)).is_live).toBe(false);

  // It has been silent for as long, but for its beats.
  const trace = await traceOf(slow.traceId);
  expect(trace.findings).toEqual([]);
  expect(trace.is_live).toBe(true);
  expect(trace.processes).toMatchObject([{ pid: slow.pid, state: 'alive', open_runs: 2, ended: null }]);
});
