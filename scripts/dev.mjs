/**
 * `npm run dev [-- server flags]`: the server and the page, rebuilt as their sources change. A change
 * in sdk, tree or server rebuilds what depends on it and restarts the server; Vite rebuilds the page.
 * Reload the browser to see a new page: it is served by the same server as in production. Only here it
 * has the page /design, with every token and component in its states.
 */
import { spawn } from 'node:child_process';
import { existsSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { buildChanged } from './builds.mjs';
import { ROOT, binPath } from './command.mjs';
import { installIfNeeded } from './install.mjs';
import { refuseUnsupported } from './platform.mjs';

/** Editors write a file in several steps; one rebuild is enough. */
const SETTLE_MS = 150;
const SERVER = join(ROOT, 'packages', 'server', 'dist', 'main.js');
const SERVER_PACKAGES = ['sdk', 'tree', 'server'];

refuseUnsupported();
await installIfNeeded();
await buildChanged();

const env = { ...process.env, PATH: binPath() };
let server = startServer();
const web = spawn('vite', ['build', '--watch', '--mode', 'development', '--logLevel', 'warn'], {
  cwd: join(ROOT, 'packages', 'web'),
  env,
  stdio: 'inherit',
});

/** @type {NodeJS.Timeout | undefined} */
let settling;
let isBuilding = false;
for (const name of SERVER_PACKAGES) {
  watch(join(ROOT, 'packages', name, 'src'), { recursive: true }, () => {
    clearTimeout(settling);
    settling = setTimeout(() => void rebuild(), SETTLE_MS);
  });
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    web.kill(signal);
    server.kill(signal);
    server.once('exit', () => process.exit(0));
  });
}

async function rebuild() {
  if (isBuilding) {
    settling = setTimeout(() => void rebuild(), SETTLE_MS);
    return;
  }
  isBuilding = true;
  const before = builtAt();
  const isBuilt = await buildChanged({ only: SERVER_PACKAGES });
  isBuilding = false;
  if (!isBuilt || builtAt() === before) return;
  // The data directory belongs to one process: the next server may start only when this one is gone.
  if (server.exitCode === null && server.signalCode === null) {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
  }
  server = startServer();
}

function builtAt() {
  return existsSync(SERVER) ? statSync(SERVER).mtimeMs : 0;
}

function startServer() {
  return spawn(process.execPath, [SERVER, ...process.argv.slice(2)], { env, stdio: 'inherit' });
}
