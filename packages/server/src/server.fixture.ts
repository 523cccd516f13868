/** A real server on a real store in a temporary folder, for the tests of this package. */
import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunRecord } from 'tracenest/wire';
import type { Config } from './config.js';
import { silentLog } from './log.js';
import { startFront } from './store/front.fixture.js';
import { isOnServer } from './store/temp-store.fixture.js';
import { startServer, type RunningServer, type ServerOptions } from './server.js';

export interface TestServer extends RunningServer {
  /** Ends the server and removes its folder. */
  remove(): Promise<void>;
}

/** The page that stands in for the built one: what is in it is not the server's concern. */
export const testPage =
  '<!doctype html><title>Tracenest</title><script type="module" src="/assets/index-1a2b.js"></script>';

export async function startTestServer(
  settings: Partial<Config> = {},
  options: ServerOptions = {},
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tracenest-http-'));
  const webDirectory = join(folder, 'web');
  await mkdir(join(webDirectory, 'assets'), { recursive: true });
  await writeFile(join(webDirectory, 'index.html'), testPage);
  await writeFile(join(webDirectory, 'assets', 'index-1a2b.js'), 'export {};');
  await writeFile(join(webDirectory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(folder, 'secret.txt'), 'not served');
  const front = isOnServer && settings.server === undefined ? await startFront() : null;
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataDirectory: join(folder, 'data'),
    server: front?.place() ?? null,
    apiKey: null,
    allowedHosts: [],
    allowedOrigins: [],
    maxBodyBytes: 64 * 1024 * 1024,
    webDirectory,
    openapiFile: fileURLToPath(new URL('../../../docs/api/openapi.json', import.meta.url)),
    ...settings,
  };
  const server = await startServer(config, { log: silentLog, ...options });
  return {
    ...server,
    remove: async () => {
      await server.close();
      await front?.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** Asks for JSON. */
export async function ask<Body>(url: string, init: RequestInit = {}): Promise<Answer<Body>> {
  const answer = await fetch(url, init);
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
}

export function postJson<Body>(url: string, value: unknown, method = 'POST'): Promise<Answer<Body>> {
  return ask<Body>(url, { method, body: JSON.stringify(value), headers: { 'content-type': 'application/json' } });
}

/** Sends records the way the batch route takes them. */
export async function sendRecords(
  url: string,
  records: readonly Partial<RunRecord>[],
): Promise<Answer<{ stored: number; rejected: unknown[] }>> {
  const plain = records.map(({ op, ...run }) => ({ op, run }));
  return postJson(`${url}/runs/batch`, {
    post: plain.filter(({ op }) => op !== 'update').map(({ run }) => run),
    patch: plain.filter(({ op }) => op === 'update').map(({ run }) => run),
  });
}
