/**
 * How much a user downloads: each entry of the SDK bundled alone, minified and gzipped, and what the
 * page loads before it shows anything. The one table of budgets; raise a number only with a reason in
 * the commit that does it.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../command.mjs';

/**
 * kB (1,000 bytes) gzipped: what is measured, and a little room. The official package's entries have
 * 59 to 63. An entry that traces holds the whole way of a run: placing, watching, capturing, sending, and
 * what happens at the end of the process; merging is the server's. Reported cost by kind of token took 0.1
 * of each; `api` reads the table in which a trace travels.
 */
const SDK_BUDGETS = {
  'index.js': 36.5,
  'traceable.js': 34,
  'run-tree.js': 27,
  'workers.js': 30,
  'integrations/openai.js': 36,
  'wire/index.js': 12,
  'api/index.js': 5,
};
const WEB_BUDGET = 250;

/** @type {import('../check.mjs').Check} */
export const sizes = {
  name: 'sizes',
  rule: `each SDK entry and the page's first load (${WEB_BUDGET} kB) stay within their budgets, gzipped`,
  needsBuild: true,
  run: async () => {
    const entries = await Promise.all(
      Object.entries(SDK_BUDGETS).map(([entry, budget]) => measureEntry(entry, budget)),
    );
    const all = [...entries, measurePage()];
    return {
      problems: all
        .filter(({ kb, budget }) => !(kb <= budget))
        .map(({ what, kb, budget }) => `${what}: ${kb.toFixed(1)} kB, budget ${budget} kB`),
      note: all.map(({ what, kb }) => `${what} ${kb.toFixed(1)}`).join(', '),
    };
  },
};

/** @param {string} entry @param {number} budget */
async function measureEntry(entry, budget) {
  // Loaded here, so that the other checks can be named and run before anything is installed.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'packages/sdk/dist', entry)],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return { what: `tracenest ${entry}`, kb: gzippedKb(outputFiles[0]?.contents ?? new Uint8Array()), budget };
}

/** The document and the scripts and styles it names (Vite lists the imports of the entry as preloads). */
function measurePage() {
  const folder = join(ROOT, 'packages/server/dist/web');
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map(([, file = '']) => file);
  if (named.length === 0 || !named.every((file) => existsSync(join(folder, file)))) {
    throw new Error(
      `packages/server/dist/web/index.html names no built script; the files beside it are ${readdirSync(folder).join(', ')}`,
    );
  }
  const kb = [html, ...named.map((file) => readFileSync(join(folder, file)))].reduce(
    (sum, content) => sum + gzippedKb(content),
    0,
  );
  return { what: 'page', kb, budget: WEB_BUDGET };
}

/** @param {string | Uint8Array} content */
function gzippedKb(content) {
  return gzipSync(content, { level: 9 }).length / 1000;
}
