/** `npm start` without a terminal: says where it is, passes flags and environment on, and stops. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../../scripts/command.mjs';
import { bareEnvironment, freePort } from '../harness/server.js';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'tracenest-start-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

/** Runs `npm start` in a process group of its own, as a terminal does. */
function npmStart(...flags: string[]): { pid: number; output(): string; exit: Promise<number | null> } {
  const child = spawn('npm', ['start', '--', ...flags], {
    cwd: ROOT,
    env: { ...bareEnvironment(), TRACENEST_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return { pid: child.pid ?? 0, output: () => output, exit };
}

async function waitFor(isReached: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!isReached() && Date.now() < deadline) await sleep(50);
}

test.each([
  ['SIGTERM to npm', 'SIGTERM', 1],
  // A terminal signals the whole group, and npm passes its own on: the server gets it twice.
  ['Ctrl-C in a terminal', 'SIGINT', -1],
] as const)('flags and environment reach the server, and %s stops it cleanly', async (_, signal, group) => {
  const port = await freePort();
  const started = npmStart('--port', String(port));
  await waitFor(() => started.output().includes('LANGSMITH_ENDPOINT'));
  expect(started.output()).toContain(`LANGSMITH_ENDPOINT=http://localhost:${port}`);
  expect(started.output()).toContain(data);
  const health = await fetch(`http://127.0.0.1:${port}/health`);
  expect(health.status).toBe(200);

  process.kill(group * started.pid, signal);
  expect(await started.exit).toBe(0);
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow('fetch failed');
});

test('a refused flag ends npm start with the sentence of the server', async () => {
  const started = npmStart('--port', 'many');
  expect(await started.exit).toBe(2);
  expect(started.output()).toContain('expected a whole number');
});
