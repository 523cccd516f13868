/**
 * A folder of the user in which a program that has no time left puts what it could not send; the
 * next program that sends to the same place takes it from there. One file for each end of a process.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { spoolFolder } from './config.js';
import type { KeptText, Spool } from './context-types.js';

/** All files together; what does not fit is not kept. */
const FOLDER_BYTES = 64 * 1024 * 1024;
const MAX_AGE_MS = 7 * 86_400_000;
/** Whoever took a file has had this long to send it; then it has died over it. */
const TAKEN_MS = 10 * 60_000;
const TAKEN = '.taken';

/** The spool of this user; undefined where the settings turn it off. */
export function openSpool(): Spool | undefined {
  const folder = spoolFolder(() => join(homedir(), '.cache'));
  return folder === undefined
    ? undefined
    : { keep: (...kept) => keep(folder, ...kept), take: (to) => take(folder, to) };
}

function keep(folder: string, to: string, name: string, text: string): string | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!isPrivate(folder)) return undefined;
  let bytes = Buffer.byteLength(text);
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    const { mtimeMs, size } = statSync(path);
    if (Date.now() - mtimeMs > MAX_AGE_MS) rmSync(path, { force: true });
    else bytes += size;
  }
  if (bytes > FOLDER_BYTES) return undefined;
  const path = join(folder, `${prefixOf(to)}${name}.json`);
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  return path;
}

/** What others can write to must not be sent in this user's name, and others must not read it. */
function isPrivate(folder: string): boolean {
  const stats = lstatSync(folder);
  const uid = process.getuid?.();
  return stats.isDirectory() && (uid === undefined || (stats.uid === uid && (stats.mode & 0o077) === 0));
}

async function take(folder: string, to: string): Promise<KeptText[]> {
  const files = await readdir(folder).catch(() => []);
  const own = files.filter((file) => file.startsWith(prefixOf(to))).toSorted();
  if (own.length === 0 || !isPrivate(folder)) return [];
  const kept: KeptText[] = [];
  for (const file of own) {
    const path = join(folder, file);
    const taken = path.endsWith(TAKEN) ? path : `${path}${TAKEN}`;
    try {
      // The time of the last renaming.
      if (path === taken && Date.now() - (await stat(path)).ctimeMs < TAKEN_MS) continue;
      // Only one of several processes succeeds.
      await rename(path, taken);
      const text = await readFile(taken, 'utf8');
      kept.push({
        text,
        sent: () => rm(taken, { force: true }),
        putBack: () => rename(taken, taken.slice(0, -TAKEN.length)),
      });
    } catch {
      // Another process has it.
    }
  }
  return kept;
}

/** Whom it may be sent to: what is kept for one server and key never goes to another. The key itself is not written. */
function prefixOf(to: string): string {
  return `${createHash('sha256').update(to).digest('hex').slice(0, 24)}-`;
}
