/**
 * Runs programs of the corpus in Chromium: bundled for the condition `browser`, each in a page of
 * its own that sends to the recording server with `fetch`.
 */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, type Plugin } from 'esbuild';
import { RecordingServer } from '../../packages/sdk/src/recording-server.test-fixture.js';
import { openPage } from '../harness/browser.js';
import type { Program } from '../nesting/corpus.js';
import { judge, whyNotExplained } from '../nesting/judge.js';
import type { Expected } from '../nesting/kit.js';
import { readRuns } from '../nesting/run-program.js';
import type { Cell } from './matrix.js';

const PROGRAMS = join(import.meta.dirname, '../nesting/programs');
const TIME_LIMIT_MS = 10_000;
/** Work that a program leaves behind is done when nothing has come for so long. */
const QUIET_MS = 250;
/** Found by running it: Chromium refuses with ERR_ALPN_NEGOTIATION_FAILED. */
const LANGCHAIN = 'its own client streams what it sends, and Chromium does that over HTTP/2 only';

/** What a page has instead of an environment, as bundlers put it in. */
const ENVIRONMENT = { LANGSMITH_TRACING: 'true', LANGSMITH_API_KEY: 'anything', LANGSMITH_PROJECT: 'nesting' };

/** What became of a program; `cannot` where it needs what a browser does not have. */
export async function runInBrowser({ id, kind }: Program): Promise<Cell> {
  if (kind === 'langchain') return { is: 'cannot', why: LANGCHAIN };
  const { code, missing } = await bundle(join(PROGRAMS, `${id}.ts`));
  if (missing.length > 0) return { is: 'cannot', why: `needs ${missing.join(', ')}` };
  const server = await RecordingServer.start();
  try {
    const { expected, failure } = await visit(code, server);
    return cellOf(expected, { ...readRuns(server), failure });
  } catch (error) {
    return { is: 'wrong', why: String(error).split('\n')[0] ?? '' };
  } finally {
    await server.close();
  }
}

/** Opens a page of the server's origin that runs the code, and waits until nothing more is sent. */
export async function visit(
  code: string,
  server: RecordingServer,
): Promise<{ expected: Expected; failure: string | undefined }> {
  const { page } = await openPage();
  try {
    await page.route(`${server.url}/page`, (route) =>
      route.fulfill({ contentType: 'text/html', body: pageOf(server.url) }),
    );
    await page.route(`${server.url}/program.js`, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: code }),
    );
    await page.goto(`${server.url}/page`);
    const outcome = await page.waitForFunction(() => (globalThis as { outcome?: unknown }).outcome, undefined, {
      timeout: TIME_LIMIT_MS,
    });
    const told = (await outcome.jsonValue()) as { expected: Expected; failure?: string };
    await quiet(server);
    return { expected: told.expected, failure: told.failure };
  } finally {
    await page.context().close();
  }
}

export async function chromiumVersion(): Promise<string> {
  const { page } = await openPage();
  const version = page.context().browser()?.version() ?? '';
  await page.context().close();
  return version;
}

function cellOf(expected: Expected, outcome: Parameters<typeof whyNotExplained>[1]): Cell {
  if (expected.libraries?.includes('ours') === false) return { is: 'cannot', why: 'is about another library' };
  if (expected.dies !== undefined) return { is: 'cannot', why: 'is about the end of a process' };
  const { isRight, tree } = judge('ours', expected, outcome);
  if (isRight) return { is: 'right' };
  const why = whyNotExplained(expected, outcome);
  return why === undefined ? { is: 'explained', why: tree } : { is: 'wrong', why: `${tree}: ${why}` };
}

async function quiet(server: RecordingServer): Promise<void> {
  for (let before = -1; before !== server.records.length; await sleep(QUIET_MS)) before = server.records.length;
}

function pageOf(url: string): string {
  const env = JSON.stringify({ ...ENVIRONMENT, LANGSMITH_ENDPOINT: url });
  return `<!doctype html><script>globalThis.process = { env: ${env} };</script><script type="module" src="/program.js"></script>`;
}

/** The page's script, and what it would need of Node.js: by itself, or through a package. */
export async function bundle(file: string): Promise<{ code: string; missing: string[] }> {
  const source = readFileSync(file, 'utf8');
  const missing = new Set<string>();
  const plugin: Plugin = {
    name: 'corpus',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^virtual:program$/ }, () => ({ path: file }));
      onResolve({ filter: /^node:timers\/promises$/ }, () => ({
        path: join(import.meta.dirname, 'browser-timers.ts'),
      }));
      // Never reached in a page.
      onResolve({ filter: /\/kit-(opentelemetry|on-node)\.js$/ }, () => ({ path: 'kit', external: true }));
      onResolve({ filter: /^[a-z]/ }, ({ path, importer }) => {
        if (!isBuiltin(path)) return undefined;
        const needed = importer.includes('/node_modules/') ? packagesOf(source) : [`node:${path.replace('node:', '')}`];
        for (const name of needed) missing.add(name);
        return { path, namespace: 'missing' };
      });
      onLoad({ filter: /./, namespace: 'missing' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'browser-page.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'chrome120',
    logLevel: 'silent',
    plugins: [plugin],
  });
  for (const [, name = ''] of source.matchAll(/\b(process|setImmediate|Buffer)\b[.(]/g)) missing.add(name);
  if (/\bcopy\(/.test(source)) missing.add('copy');
  return { code: outputFiles[0]?.text ?? '', missing: [...missing].toSorted().map((name) => `\`${name}\``) };
}

/** The packages that a program imports by name. */
function packagesOf(source: string): string[] {
  const names = [...source.matchAll(/from '([^'.][^']*)'/g)].map(([, name = '']) => name);
  return names.filter((name) => !isBuiltin(name));
}
