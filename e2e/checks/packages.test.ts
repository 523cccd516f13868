/**
 * What `npm pack` makes works outside of this repository: installed in an empty folder, imported from
 * ESM, CommonJS and TypeScript, and started with `npx`.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../scripts/command.mjs';
import { bareEnvironment, freePort } from '../harness/server.js';

const run = promisify(execFile);
const entries = [
  'tracenest',
  ...[
    'anonymizer',
    'api',
    'client',
    'run_trees',
    'singletons/traceable',
    'testing',
    'traceable',
    'wire',
    'workers',
    'wrappers',
    'wrappers/openai',
  ].map((name) => `tracenest/${name}`),
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracenest-packages-'));
  const tarballs = await Promise.all(['sdk', 'tree', 'server'].map((name) => pack(`packages/${name}`)));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs], { cwd: folder });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function pack(workspace: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder, '-w', workspace], { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  const inside = packed?.files.map(({ path }) => path) ?? [];
  expect(inside.filter((path) => /(test|fixture)\.|^src\//.test(path))).toEqual([]);
  expect(inside).toContain('LICENSE');
  expect(inside).toContain('README.md');
  return join(folder, packed?.filename ?? '');
}

/** Writes a file into the consumer's folder and gives its path. */
async function write(path: string, text: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, text);
  return file;
}

describe('the SDK', () => {
  const use = "console.log(traceable((n) => n + 1, { name: 'plus' })(1), typeof RunTree, typeof uuid7);";

  test.each([
    ['ESM', 'use.mjs', "import { RunTree, traceable, uuid7 } from 'tracenest';"],
    ['CommonJS', 'use.cjs', "const { RunTree, traceable, uuid7 } = require('tracenest');"],
  ])('runs from %s', async (_, file, head) => {
    const { stdout } = await run(process.execPath, [await write(file, `${head}\n${use}`)], { env: bareEnvironment() });
    expect(stdout.trim()).toBe('2 function function');
  });

  test('every entry loads from ESM and from CommonJS, with the same names', async () => {
    const file = await write(
      'entries.mjs',
      `import { createRequire } from 'node:module';
       const require = createRequire(import.meta.url);
       for (const entry of ${JSON.stringify(entries)}) {
         const esm = Object.keys(await import(entry)).filter((name) => !['default', 'module.exports'].includes(name));
         console.log(entry, esm.length > 0 && esm.sort().join() === Object.keys(require(entry)).sort().join());
       }`,
    );
    const { stdout } = await run(process.execPath, [file], { env: bareEnvironment() });
    expect(stdout.trim().split('\n')).toEqual(entries.map((entry) => `${entry} true`));
  });

  test.each([
    ['Node, ESM', 'module', { module: 'Node16', moduleResolution: 'Node16' }],
    ['Node, CommonJS', 'commonjs', { module: 'Node16', moduleResolution: 'Node16' }],
    ['a bundler', 'module', { module: 'ESNext', moduleResolution: 'Bundler' }],
  ])('has types for %s', async (name, type, options) => {
    const place = `types-${name.replaceAll(/\W+/g, '-')}`;
    const isForNode = name.startsWith('Node');
    // What is for Node alone speaks of its types.
    const typed = entries.filter((entry) => isForNode || entry !== 'tracenest/workers');
    await write(`${place}/package.json`, JSON.stringify({ type }));
    await write(
      `${place}/use.ts`,
      `import { RunTree, getCurrentRunTree, traceable } from 'tracenest';
       ${typed.map((entry, index) => `import * as entry${index} from '${entry}';`).join('\n')}
       export const all = [${typed.map((_, index) => `entry${index}`).join()}];
       const plus = traceable((left: number, right: number): number => left + right, { name: 'plus', run_type: 'tool' });
       export const sum: number = plus(1, 2);
       // @ts-expect-error: the wrapped function keeps its parameters
       plus('1', 2);
       const later = traceable(async (text: string) => text.length);
       export const length: Promise<number> = later('abc');
       export const id: string = new RunTree({ name: 'run' }).id;
       export const here = getCurrentRunTree;`,
    );
    const compilerOptions = {
      ...options,
      strict: true,
      noEmit: true,
      target: 'ES2022',
      lib: ['ES2023', 'DOM'],
      types: isForNode ? ['node'] : [],
      typeRoots: [join(ROOT, 'node_modules/@types')],
    };
    await write(`${place}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ['use.ts'] }));
    const { stdout } = await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', join(folder, place)]).catch(
      (failure: { stdout: string }) => failure,
    );
    expect(stdout).toBe('');
  });
});

test('the tree puts runs together', async () => {
  const file = await write(
    'tree.mjs',
    `import { assemble } from '@tracenest/tree';
     import { mergeTrace, toSkeleton } from 'tracenest/wire';
     const record = { op: 'create', id: '0e000001-0000-4000-8000-000000000001', name: 'alone', start_time: 1, end_time: 2 };
     const { rows } = assemble(mergeTrace([{ record, received: 2 }]).map(toSkeleton), { now: 3 });
     console.log(rows.map(({ name, depth }) => name + depth).join());`,
  );
  const { stdout } = await run(process.execPath, [file], { env: bareEnvironment() });
  expect(stdout.trim()).toBe('alone0');
});

describe('the server', () => {
  test('npx starts it, with the page inside, and a signal ends it', async () => {
    const port = await freePort();
    const data = join(folder, 'data');
    // A process group of its own, because npx puts a shell between itself and the program.
    const child = spawn('npx', ['--no-install', 'tracenest-server', '--port', String(port), '--data', data], {
      cwd: folder,
      env: bareEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const closed = once(child, 'close');
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
    try {
      const health = await waitForHealth(`http://127.0.0.1:${port}`, () => output);
      expect(health).toMatchObject({ status: 'ok' });
      const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } });
      expect(page.headers.get('content-type')).toContain('text/html');
      expect(await page.text()).toContain('<script');
      expect(output).toContain(data);
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await closed;
    }
  });

  test('says its version', async () => {
    const { stdout } = await run('npx', ['--no-install', 'tracenest-server', '--version'], { cwd: folder });
    const { version } = JSON.parse(await readFile(join(ROOT, 'packages/server/package.json'), 'utf8')) as {
      version: string;
    };
    expect(stdout.trim()).toBe(version);
  });
});

async function waitForHealth(origin: string, output: () => string): Promise<unknown> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const answer = await fetch(`${origin}/health`).catch(() => null);
    if (answer?.ok) return await answer.json();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${origin}/health did not answer 200 within 30 s.\n${output()}`);
}
