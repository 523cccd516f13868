/** `npm start` without a terminal: says where it is, passes flags and environment on, and stops. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/command.mjs';
import { bareEnvironment, freePort } from '../harness/server.js';

test('npm start passes flags and environment on, and SIGTERM to npm ends the server cleanly', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tracenest-start-'));
  const port = await freePort();
  const child = spawn('npm', ['start', '--', '--port', String(port)], {
    cwd: ROOT,
    env: { ...bareEnvironment(), TRACENEST_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));

  const deadline = Date.now() + 60_000;
  while (!output.includes('LANGSMITH_ENDPOINT') && child.exitCode === null && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(output).toContain(`LANGSMITH_ENDPOINT=http://localhost:${port}`);
  expect(output).toContain(data);
  const health = await fetch(`http://127.0.0.1:${port}/health`);
  expect(health.status).toBe(200);

  child.kill('SIGTERM');
  await closed;
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow('fetch failed');
  await rm(data, { recursive: true, force: true });
});

test('a refused flag ends npm start with the sentence of the server', async () => {
  const child = spawn('npm', ['start', '--', '--port', 'many'], { cwd: ROOT, env: bareEnvironment() });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(2);
  expect(output).toContain('expected a whole number');
});
