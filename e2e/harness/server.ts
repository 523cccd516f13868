/**
 * A real server process on a free port with a data directory of its own. Everything a test starts
 * here it must stop; `stopAllServers` in an `afterAll` takes care of what a failed test left behind.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endWithThisProcess } from './children.js';

const mainFile = fileURLToPath(new URL('../../packages/server/dist/main.js', import.meta.url));

export interface RunningServer {
  /** Origin, for example http://127.0.0.1:43210. */
  url: string;
  dataDirectory: string;
  process: ChildProcess;
  /** What the process has written so far, both streams. */
  output(): string;
  /** SIGTERM, then waits for the end; gives the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: what a power cut or an out-of-memory killer does. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  /** Default: a new temporary one, removed by `stopAllServers`. */
  dataDirectory?: string;
  port?: number;
  env?: Record<string, string>;
}

const started: RunningServer[] = [];
const temporary: string[] = [];

/** Starts a server and waits until it takes writes. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const dataDirectory = options.dataDirectory ?? (await temporaryDirectory());
  const port = options.port ?? (await freePort());
  const launched = launchServer({ ...options, dataDirectory, port });
  const url = `http://127.0.0.1:${port}`;
  const server: RunningServer = {
    url,
    dataDirectory,
    process: launched.process,
    output: launched.output,
    stop: () => end(launched.process, 'SIGTERM'),
    kill: async () => {
      await end(launched.process, 'SIGKILL');
    },
  };
  started.push(server);
  await waitUntilHealthy(server);
  return server;
}

/** Starts the process without waiting for it; for tests of start-up errors. */
export function launchServer(options: ServerOptions & { dataDirectory: string; port: number }): {
  process: ChildProcess;
  output(): string;
} {
  if (!existsSync(mainFile)) throw new Error(`${mainFile} does not exist. Run "npm run build" first.`);
  let output = '';
  const child = spawn(process.execPath, [mainFile, '--port', String(options.port), '--data', options.dataDirectory], {
    env: { ...bareEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithThisProcess(child);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
  return { process: child, output: () => output };
}

/** The environment of this process without settings of Tracenest or LangSmith. */
export function bareEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(TRACENEST|LANGSMITH|LANGCHAIN)_/.test(entry[0]) && entry[0] !== 'NODE_OPTIONS',
  );
  return Object.fromEntries(entries);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tracenest-e2e-'));
  temporary.push(directory);
  return directory;
}

/** Ends every server started in this file and removes its data. */
export async function stopAllServers(): Promise<void> {
  await Promise.all(started.splice(0).map((server) => server.kill()));
  await Promise.all(temporary.splice(0).map((directory) => rm(directory, { recursive: true, force: true })));
}

async function waitUntilHealthy(server: RunningServer): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (server.process.exitCode !== null || server.process.signalCode !== null) {
      throw new Error(`The server ended before it was ready.\n${server.output()}`);
    }
    const answer = await fetch(`${server.url}/health`).catch(() => null);
    if (answer?.ok) return;
    await sleep(25);
  }
  throw new Error(`${server.url}/health did not answer 200 within 30 s.\n${server.output()}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
  return child.exitCode;
}
