/** Further copies of a tracing library in one process, as bundlers, hoisting and test runners make them. */
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import type { CopyKind, Library } from './kit.js';

const require = createRequire(import.meta.url);

const ENTRIES: Record<Library, readonly string[]> = {
  ours: ['tracenest'],
  langsmith: ['langsmith/traceable', 'langsmith/run_trees'],
  opentelemetry: ['@opentelemetry/api'],
};

/** What the library's entries export, from a copy of their own. */
export async function loadCopy(library: Library, kind: CopyKind): Promise<unknown> {
  const entries = ENTRIES[library];
  if (kind === 'commonjs') return merged(entries.map((entry) => require(entry) as object));
  if (kind === 'folder') return merged(entries.map((entry) => requireFromCopy(entry)));
  const file = join(scratch(), 'bundle.cjs');
  await bundle(entries, file);
  return kind === 'bundle' ? (require(file) as object) : inRealm(file);
}

function requireFromCopy(entry: string): object {
  const resolved = require.resolve(entry);
  const name = entry.startsWith('@') ? entry.split('/').slice(0, 2).join('/') : (entry.split('/')[0] ?? entry);
  const root = packageRoot(resolved, name);
  const folder = join(scratch(), 'copy');
  cpSync(root, folder, {
    recursive: true,
    filter: (source) => !source.slice(root.length).includes(`${sep}node_modules`),
  });
  return require(join(folder, resolved.slice(root.length))) as object;
}

function packageRoot(file: string, name: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string };
      if (manifest.name === name) return folder;
    } catch {
      // No manifest here; the next folder up may have it.
    }
  }
  throw new RangeError(`${file} lies in no package named ${name}.`);
}

async function bundle(entries: readonly string[], outfile: string): Promise<void> {
  const contents = entries.map((entry) => `export * from ${JSON.stringify(entry)};`).join('\n');
  const stdin = { contents, resolveDir: import.meta.dirname };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
}

/** With a `globalThis` of its own, as Jest gives each test file one. */
function inRealm(file: string): object {
  const module = { exports: {} };
  const { console, process, Buffer, URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, AbortSignal } =
    globalThis;
  const { fetch, Headers, Request, Response, Blob, FormData, setTimeout, clearTimeout, setInterval, clearInterval } =
    globalThis;
  const { setImmediate, clearImmediate, queueMicrotask, structuredClone, performance, crypto, ReadableStream } =
    globalThis;
  const realm = createContext({
    ...{ module, exports: module.exports, require, console, process, Buffer, URL, URLSearchParams, TextEncoder },
    ...{ TextDecoder, AbortController, AbortSignal, fetch, Headers, Request, Response, Blob, FormData, setTimeout },
    ...{ clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, queueMicrotask, structuredClone },
    ...{ performance, crypto, ReadableStream, CompressionStream, TransformStream, WritableStream },
  });
  runInContext(readFileSync(file, 'utf8'), realm, { filename: pathToFileURL(file).href });
  return module.exports;
}

function merged(parts: readonly object[]): object {
  return Object.assign({}, ...parts) as object;
}

/** Inside the workspace, so that a copy finds its own dependencies. */
function scratch(): string {
  return mkdtempSync(join(process.env['NESTING_SCRATCH'] ?? '', 'copy-'));
}
