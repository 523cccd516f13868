/**
 * Installs the dependencies when, and only when, what is installed is not what the lock file says.
 * The two lock files are compared by content (npm keeps one inside node_modules), so that a pull, a
 * switched branch and a hand-made `npm install` are all seen, and a warm start pays milliseconds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, run } from './command.mjs';

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, peer?: boolean }>} LockedPackages */

/** Runs `npm ci` if node_modules is missing or not what package-lock.json says; ends the process if that fails. */
export async function installIfNeeded() {
  const wanted = readLock(join(ROOT, 'package-lock.json'));
  const installed = readLock(join(ROOT, 'node_modules', '.package-lock.json'));
  if (wanted !== null && installed !== null && isInstalled(wanted, installed)) return;
  process.stdout.write('Installing dependencies (npm ci) …\n');
  const { code } = await run('npm', ['ci', '--no-audit', '--no-fund'], { isShown: true });
  if (code === 0) return;
  process.stderr.write(
    'npm ci failed; the lines above say why. Mend that (often: no network, or no space) and run this again.\n',
  );
  process.exit(1);
}

/**
 * Whether every package of the lock file is installed in that version. Packages for other platforms
 * may be missing; packages beyond the lock file do no harm.
 *
 * @param {LockedPackages} wanted
 * @param {LockedPackages} installed
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} file
 * @returns {LockedPackages | null}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
