/**
 * Programs with packages of npm that are not this workspace's: a folder of fixtures with a package.json
 * is copied and installed once, and kept in node_modules/.cache.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bareEnvironment } from './server.js';

const run = promisify(execFile);
const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache/npm/', import.meta.url));
const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** Path of a copy of `fixtures/<name>` in which its packages are installed. Takes a minute the first time. */
export async function installedFixture(name: string): Promise<string> {
  const source = join(fixtures, name);
  const manifest = await readFile(join(source, 'package.json'));
  const folder = join(cacheFolder, `${name}-${createHash('sha256').update(manifest).digest('hex').slice(0, 12)}`);
  if (!existsSync(folder)) await install(source, folder);
  // The programs may have changed since.
  await cp(source, folder, { recursive: true });
  return folder;
}

/** Built aside and renamed, so that an interrupted installation is never taken for a whole one. */
async function install(source: string, folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(cacheFolder, { recursive: true });
  await cp(source, unfinished, { recursive: true });
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: unfinished,
    env: bareEnvironment(),
  });
  try {
    await rename(unfinished, folder);
  } catch (error) {
    // Another process was faster, and may be using it.
    if (!existsSync(folder)) throw error;
    await rm(unfinished, { recursive: true, force: true });
  }
}
