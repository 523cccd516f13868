/**
 * Bundles the server into dist/main.js. Our own packages go in through their sources; native code
 * and the libraries around it stay dependencies. dist/web belongs to packages/web and stays.
 */
import { chmod, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outfile = here('dist/main.js');

await rm(outfile, { force: true });
await build({
  entryPoints: [here('src/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  conditions: ['@tracenest/source'],
  external: ['chdb', '@clickhouse/client', 'hono', '@hono/node-server', 'ws'],
  banner: { js: '#!/usr/bin/env node' },
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
});
await chmod(outfile, 0o755);
