/** The built package as programs get it: ESM and CommonJS copies, vm realms, and the end of a process. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RecordingServer } from './recording-server.test-fixture.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
let server: RecordingServer;

beforeAll(async () => {
  if (!existsSync(`${folder}dist/index.js`)) execFileSync(process.execPath, ['build.mjs'], { cwd: folder });
  server = await RecordingServer.start();
});
afterAll(() => server.close());
beforeEach(() => server.clear());

/** Runs a program of its own; gives what it wrote. Nothing in it flushes unless it says so. */
async function program(
  source: string,
  type: 'module' | 'commonjs' = 'module',
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, [`--input-type=${type}`, '-e', source], {
    cwd: folder,
    timeout: 30_000,
    env: { PATH: process.env['PATH'], TRACENEST_TRACING: 'true', TRACENEST_ENDPOINT: server.url, ...env },
  });
  return stdout + stderr;
}

describe('copies of the package in one process', () => {
  test('ESM and CommonJS share what is current, in both directions', async () => {
    await program(`
      import { createRequire } from 'node:module';
      import * as esm from 'tracenest';
      const cjs = createRequire(import.meta.url)('tracenest');
      if (cjs.traceable === esm.traceable) throw new Error('one copy only');
      const leaf = esm.traceable(async () => 1, { name: 'c' });
      const middle = cjs.traceable(async () => { await null; return leaf(); }, { name: 'b' });
      await esm.traceable(async () => { await null; return middle(); }, { name: 'a' })();
      await cjs.traceable(async () => leaf(), { name: 'd' })();
    `);
    expect(server.tree()).toBe('a(b(c)) d(c)');
    const placements = server.runs.map(({ tracenest }) => tracenest?.placement);
    expect(placements.filter((kind) => kind === 'root')).toEqual(['root', 'root']);
    expect(new Set(server.runs.flatMap(({ tracenest }) => tracenest?.process?.instance ?? [])).size).toBe(1);
  });

  test('a realm with its own globalThis shares it too', async () => {
    await program(
      `
      const { createContext, runInContext } = require('node:vm');
      const { readFileSync } = require('node:fs');
      const { dirname, join } = require('node:path');
      const outer = require('tracenest');
      const realm = createContext({ console, process, performance, crypto, setTimeout, clearTimeout, fetch, TextEncoder, Blob, Response, AbortController, AbortSignal, ReadableStream, CompressionStream });
      const loaded = new Map();
      const load = (path) => {
        if (loaded.has(path)) return loaded.get(path).exports;
        const module = { exports: {} };
        loaded.set(path, module);
        const local = (name) => name.startsWith('.') ? load(join(dirname(path), name)) : name === '#context' ? load(join(process.cwd(), 'dist/cjs/context-node.cjs')) : require(name);
        runInContext('(function (module, exports, require) {' + readFileSync(path, 'utf8') + '})', realm)(module, module.exports, local);
        return module.exports;
      };
      const inner = load(join(process.cwd(), 'dist/cjs/index.cjs'));
      outer.traceable(async () => inner.traceable(async () => outer.traceable(() => 1, { name: 'c' })(), { name: 'b' })(), { name: 'a' })();
    `,
      'commonjs',
    );
    expect(server.tree()).toBe('a(b(c))');
  });

  test('every entry point loads in both systems', async () => {
    const folders = [
      'traceable',
      'run_trees',
      'client',
      'anonymizer',
      'singletons/traceable',
      'testing',
      'wire',
      'api',
    ];
    const entries = ['tracenest', ...folders.map((name) => `tracenest/${name}`)];
    const list = JSON.stringify(entries);
    const names = `const same = (m) => Object.keys(m).filter((k) => k !== 'default' && k !== 'module.exports').sort().join();`;
    expect(
      await program(`import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); ${names}
      for (const entry of ${list}) console.log(same(await import(entry)) === same(require(entry)));`),
    ).toBe('true\n'.repeat(entries.length));
  });
});

describe('the end of a program', () => {
  test('what waits is sent, without a flush', async () => {
    await program(`import { traceable } from 'tracenest'; traceable(() => 1, { name: 'short' })();`);
    expect(server.tree()).toBe('short');
  });

  test('a dead server does not keep the process', async () => {
    const output = await program(
      `import { traceable } from 'tracenest'; traceable(() => 1, { name: 'short' })(); console.log('done');`,
      'module',
      {
        TRACENEST_ENDPOINT: 'http://127.0.0.1:9',
        TRACENEST_SPOOL: 'off',
      },
    );
    expect(output).toMatch(/^done\n/);
    expect(output).toContain('[tracenest] unreachable: 1 runs were dropped');
  });

  test('an error that ends the program is still the program’s', async () => {
    await expect(
      program(`import { traceable } from 'tracenest'; traceable(async () => { throw new TypeError('mine'); })();`),
    ).rejects.toThrow(/TypeError: mine/);
  });
});
