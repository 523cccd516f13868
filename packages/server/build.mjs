/**
 * Bundles the server into dist/main.js and the thread that it starts into dist/tree-worker.js. Our own
 * packages go in through their sources, the document of the routes as it is in docs/api; native code and the libraries around it stay dependencies.
 * dist/web belongs to packages/web and stays.
 */
import { chmod, copyFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const main = here('dist/main.js');
const worker = here('dist/tree-worker.js');

await Promise.all([main, worker].map((file) => rm(file, { force: true })));
/** @type {import('esbuild').BuildOptions} */
const options = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  conditions: ['@tracenest/source'],
  external: ['chdb', '@clickhouse/client', 'hono', '@hono/node-server', 'ws'],
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
};
await Promise.all([
  build({ ...options, entryPoints: [here('src/main.ts')], outfile: main, banner: { js: '#!/usr/bin/env node' } }),
  build({ ...options, entryPoints: [here('src/query/tree-worker.ts')], outfile: worker }),
]);
await copyFile(here('../../docs/api/openapi.json'), here('dist/openapi.json'));
await chmod(main, 0o755);
