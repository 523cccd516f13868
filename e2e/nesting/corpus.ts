/** The programs of the corpus, and how they are made to run: each file by itself, without bundling. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/** A program: its class is its folder. */
export interface Program {
  /** `class/name`. */
  id: string;
  kind: string;
}

/** The folders in the order of the classes of trouble. */
export const CLASSES: Record<string, string> = {
  'request-boundaries': 'Work crossing request boundaries',
  thenables: 'Thenables and laziness',
  streams: 'Generators and streams',
  ends: 'Ends',
  copies: 'Copies of the SDK',
  threads: 'Threads and processes',
  services: 'Services',
  langchain: 'LangChain.js and LangGraph.js',
  misuse: 'Misuse',
  'no-async-context': 'No async context',
};

const HERE = import.meta.dirname;
/** Inside the workspace: what is built there finds the same packages. */
const CACHE = join(HERE, '../node_modules/.cache');

export function listPrograms(): Program[] {
  return Object.keys(CLASSES).flatMap((kind) =>
    readdirSync(join(HERE, 'programs', kind))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.worker.ts'))
      .toSorted()
      .map((file) => ({ id: `${kind}/${file.slice(0, -3)}`, kind })),
  );
}

/** A folder with all programs as JavaScript, and the function that removes it. */
export async function buildPrograms(): Promise<{ folder: string; remove(): Promise<void> }> {
  await mkdir(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'nesting-'));
  const kits = ['child', 'kit', 'kit-traceable', 'kit-on-node', 'kit-opentelemetry', 'copies', 'query', 'service'];
  const programs = readdirSync(join(HERE, 'programs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `programs/${file}`);
  await build({
    entryPoints: [...kits.map((kit) => `${kit}.ts`), ...programs].map((file) => join(HERE, file)),
    outbase: HERE,
    outdir: folder,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
