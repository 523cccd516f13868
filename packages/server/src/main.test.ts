/** The program as a process: its first words, its errors, signals, two on one directory. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

interface Program {
  child: ChildProcess;
  output: () => string;
  ended: Promise<{ code: number | null; output: string }>;
}

let folder: string;
let directories = 0;
const programs: Program[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracenest-main-'));
});

afterEach(async () => {
  for (const { child, ended } of programs.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function run(flags: string[], env: Record<string, string> = {}): Program {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const bare = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('TRACENEST_') && name !== 'NODE_OPTIONS',
  );
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@tracenest/source', main, ...flags], {
    env: { ...Object.fromEntries(bare), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
  const program = { child, output: () => output, ended };
  programs.push(program);
  return program;
}

/** Starts on a free port and waits until it says where it is. */
async function start(flags: string[] = [], env: Record<string, string> = {}): Promise<Program & { url: string }> {
  const program = run(['--port', '0', ...flags], env);
  await expect.poll(program.output, { timeout: 30_000 }).toMatch(/page {2}http/);
  const url = /page {2}(\S+)/.exec(program.output())?.[1] ?? '';
  return { ...program, url };
}

function newDirectory(): string {
  directories++;
  return join(folder, String(directories));
}

describe('a start', () => {
  test('says where the page and the data are and what to paste; SIGTERM ends it with 0', async () => {
    const data = newDirectory();
    const program = await start(['--data', data]);
    expect(program.output()).toContain(data);
    expect(program.output()).toContain(
      `LANGSMITH_TRACING=true\n  LANGSMITH_ENDPOINT=${program.url}\n  LANGSMITH_API_KEY=anything`,
    );
    const health = await fetch(`${program.url}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', version: expect.any(String) }]);
    program.child.kill('SIGTERM');
    expect((await program.ended).code).toBe(0);
  });

  test('a run acknowledged before SIGINT is there after the next start', async () => {
    const data = newDirectory();
    const id = '018f0000-0000-7000-8000-000000000001';
    const first = await start(['--data', data]);
    const sent = await fetch(`${first.url}/runs`, {
      method: 'POST',
      body: JSON.stringify({ id, name: 'kept', run_type: 'chain', inputs: { a: 1 } }),
    });
    expect(sent.status).toBe(202);
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(0);
    const second = await start([], { TRACENEST_DATA: data });
    expect(await (await fetch(`${second.url}/runs/${id}`)).json()).toMatchObject({
      id,
      name: 'kept',
      inputs: { a: 1 },
    });
  });

  test('with a key it is not told to others, and asked for', async () => {
    const program = await start(['--data', newDirectory()], { TRACENEST_API_KEY: 'top-s3cret' });
    expect(program.output()).not.toContain('top-s3cret');
    expect((await fetch(`${program.url}/api/app/status`)).status).toBe(401);
    expect((await fetch(`${program.url}/api/app/status`, { headers: { 'x-api-key': 'top-s3cret' } })).status).toBe(200);
  });
});

describe('a start that cannot be ends with a sentence and no stack', () => {
  test('the second process on one directory names the first', async () => {
    const data = newDirectory();
    const first = await start(['--data', data]);
    const { code, output } = await run(['--port', '0', '--data', data]).ended;
    expect(code).toBe(1);
    expect(output).toContain(data);
    expect(output).toContain(String(first.child.pid));
    expect(output).toContain(first.url);
    expect(output).not.toMatch(/\n\s+at /);
    expect((await fetch(`${first.url}/health`)).status).toBe(200);
  });

  test('a taken port is named, and the flag for another', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, output } = await run(['--port', String(port), '--data', newDirectory()]).ended;
    taken.close();
    expect(code).toBe(1);
    expect(output).toContain(`Port ${port}`);
    expect(output).toContain('--port');
    expect(output).not.toMatch(/\n\s+at /);
  });

  test('settings that cannot be read end it with 2', async () => {
    const { code, output } = await run(['--host', '0.0.0.0', '--data', newDirectory()]).ended;
    expect(code).toBe(2);
    expect(output).toContain('TRACENEST_API_KEY');
  });

  test('--version needs no data directory', async () => {
    const { code, output } = await run(['--version']).ended;
    expect(code).toBe(0);
    expect(output).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test('a second signal does not wait for what is under way', async () => {
  const program = await start(['--data', newDirectory()]);
  const { hostname, port } = new URL(program.url);
  // A request whose body never ends keeps the server from finishing; its 100 says that it has begun.
  const request = connect(Number(port), hostname);
  request.on('error', () => {});
  request.write('POST /runs/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n');
  const [told] = (await once(request, 'data')) as [Buffer];
  expect(told.toString()).toContain('100');
  program.child.kill('SIGTERM');
  await expect
    .poll(
      () =>
        fetch(`${program.url}/health`).then(
          () => 'open',
          () => 'closed',
        ),
      { timeout: 5000 },
    )
    .toBe('closed');
  program.child.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 700));
  // The second came as quickly as an echo of the first, and was taken for one.
  expect(program.child.exitCode).toBe(null);
  program.child.kill('SIGTERM');
  expect((await program.ended).code).toBe(143);
  request.destroy();
});

test('a process that runs out of memory ends, and does not keep port and directory', { timeout: 60_000 }, async () => {
  const data = newDirectory();
  const program = await start(['--data', data], { NODE_OPTIONS: '--max-old-space-size=80' });
  const body = `{"post":[{"inputs":[${'{"a":{}},'.repeat(2_000_000)}1]}]}`;
  const answer = await fetch(`${program.url}/runs/batch`, { method: 'POST', body }).then(
    () => 'answered',
    () => 'cut off',
  );
  expect(answer).toBe('cut off');
  const left = await Promise.race([
    program.ended.then(() => 'nothing'),
    new Promise((late) => setTimeout(late, 15_000, 'a process')),
  ]);
  expect(left).toBe('nothing');
  const next = await start(['--data', data]);
  expect((await fetch(`${next.url}/health`)).status).toBe(200);
});
