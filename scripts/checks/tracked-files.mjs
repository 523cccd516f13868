/**
 * Which files the text rules read: those that git tracks, and new ones it does not ignore. In a
 * downloaded archive without git it is every file outside node_modules, dist and hidden folders.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from '../command.mjs';

/**
 * @param {RegExp} wanted Matched against the path from the root, with `/`.
 * @param {string} [root]
 * @returns {Promise<{ path: string, text: string }[]>}
 */
export async function readTracked(wanted, root = ROOT) {
  const { code, output } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  });
  const paths = code === 0 ? output.split('\0') : walk(root, '');
  return [...new Set(paths)]
    .filter((path) => wanted.test(path) && existsSync(join(root, path)))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function walk(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return ['node_modules', 'dist'].includes(entry.name) || entry.name.startsWith('.') ? [] : walk(root, path);
  });
}
