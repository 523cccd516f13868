/**
 * The guide in docs/sdk, read and run. A snippet with a tree (a `text` block directly below it) is a
 * program of its own: it runs in a process as a reader would run it, and that tree is what it records.
 * The other snippets of a page are one program, from top to bottom.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { RecordingServer } from './recording-server.test-fixture.js';
import { printTree, type Finding } from './testing.js';

export interface Snippet {
  /** The nearest heading above. */
  heading: string;
  code: string;
  /** What it records; undefined: it is a part of its page's program. */
  tree: string | undefined;
  /** `browser`: it is about a runtime without async context. */
  runtime: string | undefined;
}

export interface Page {
  name: string;
  content: string;
  snippets: Snippet[];
}

const PAGES = fileURLToPath(new URL('../../../docs/sdk/', import.meta.url));
const SOURCES = fileURLToPath(new URL('.', import.meta.url));
/** Here lie the libraries that the guide speaks of. */
const CACHE = fileURLToPath(new URL('../../../e2e/node_modules/.cache/', import.meta.url));
const SNIPPET =
  /^#+ (?<title>[^\n]*)$|^```ts(?: (?<runtime>\w+))?\n(?<code>.*?)^```$(?:\n+```text\n(?<tree>.*?)^```$)?/gms;

const TIME_LIMIT_MS = 20_000;
const QUIET: ReadonlySet<string> = new Set(['hint', 'info']);
/** No async context, neither by our entry for Node nor by what Node lends to others. */
const LIKE_A_BROWSER = ['--conditions', 'browser', '--import', 'data:text/javascript,delete process.getBuiltinModule'];

export function readGuide(): Page[] {
  return readdirSync(PAGES)
    .filter((name) => name.endsWith('.md'))
    .map((name) => {
      const content = readFileSync(join(PAGES, name), 'utf8');
      return { name, content, snippets: snippetsOf(content) };
    });
}

function snippetsOf(content: string): Snippet[] {
  const snippets: Snippet[] = [];
  let heading = '';
  for (const { groups = {} } of content.matchAll(SNIPPET)) {
    const { title, code, tree, runtime } = groups;
    if (code === undefined) heading = title ?? '';
    else snippets.push({ heading, code, tree: tree?.trimEnd(), runtime });
  }
  return snippets;
}

/** The program of a page: its snippets without a tree. */
export function programOf({ snippets }: Page): string {
  return snippets
    .filter(({ tree }) => tree === undefined)
    .map(({ code }) => code)
    .join('\n');
}

export interface Ran {
  /** What was recorded; findings that are worth acting upon, and those of the section's name, stand in brackets. */
  tree: string;
  /** What was written to the console as a warning or an error. */
  said: string;
  exitCode: number | null;
}

/** A package named `tracenest` of the sources as they are now, in which programs run that import it by that name. */
export class Workshop {
  readonly #folder: string;
  #programs = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<Workshop> {
    mkdirSync(CACHE, { recursive: true });
    const folder = mkdtempSync(join(CACHE, 'guide-'));
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts') && !/\.(test|test-fixture|fixture)\.ts$/.test(file));
    await build({
      entryPoints: sources.map((file) => join(SOURCES, file)),
      outbase: SOURCES,
      outdir: folder,
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
    });
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest()));
    return new Workshop(folder);
  }

  /** Runs a snippet to its end, with tracing on. */
  async run({ code, runtime, heading }: Snippet): Promise<Ran> {
    const { code: program } = await transform(code, { loader: 'ts', target: 'node20' });
    const file = join(this.#folder, `program-${(this.#programs += 1)}.js`);
    writeFileSync(file, program);
    const server = await RecordingServer.start();
    try {
      const child = spawn(process.execPath, [...(runtime === 'browser' ? LIKE_A_BROWSER : []), file], {
        env: { PATH: process.env['PATH'], HOME: this.#folder, ...settingsFor(server.url) },
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: TIME_LIMIT_MS,
        killSignal: 'SIGKILL',
      });
      const [said, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      const shows = (finding: Finding): boolean => finding.code === heading || !QUIET.has(finding.severity);
      return { tree: printTree(server.runs, { shows }), said, exitCode: exitCode as number | null };
    } finally {
      await server.close();
    }
  }

  /** What the strict compiler of a reader says of the snippets: nothing, or where and what. */
  async compile(pages: readonly Page[]): Promise<string> {
    // A package of its own: in this folder `tracenest` would be the sources made for running.
    const folder = join(this.#folder, 'types');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
    for (const page of pages) {
      const whole = page.snippets.filter(({ tree }) => tree !== undefined).map(({ code }) => code);
      for (const [i, code] of [programOf(page), ...whole].entries())
        writeFileSync(join(folder, `${page.name.replace('.md', '')}-${i}.ts`), `${code}\nexport {};\n`);
    }
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const child = spawn(process.execPath, [tsc, '-p', folder], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = (await text(child.stdout)).split('\n');
    return lines.filter((line) => line.startsWith('types/')).join('\n');
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const COMPILER_OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023', 'DOM', 'ESNext.Disposable'],
  module: 'NodeNext',
  customConditions: ['@tracenest/source'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};

/** What a reader sets; LangChain's own tracer reads the second kind. */
function settingsFor(url: string): Record<string, string> {
  const ours = { TRACENEST_TRACING: 'true', TRACENEST_ENDPOINT: url };
  return { ...ours, LANGSMITH_TRACING: 'true', LANGSMITH_ENDPOINT: url, LANGSMITH_API_KEY: 'anything' };
}

/** The entries of the package, as they lead to the sources beside it. */
function manifest(): object {
  const { name, exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    name: string;
    exports: Record<string, string | { '@tracenest/source'?: string }>;
  };
  const entries = Object.entries(exports).flatMap(([entry, target]) => {
    const source = typeof target === 'string' ? undefined : target['@tracenest/source'];
    return source === undefined ? [] : [[entry, source.replace('./src/', './').replace(/\.ts$/, '.js')]];
  });
  return {
    name,
    type: 'module',
    imports: { '#context': { browser: './context-fallback.js', default: './context-node.js' } },
    exports: Object.fromEntries(entries) as Record<string, string>,
  };
}
