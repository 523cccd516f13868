/** Links in our documents lead somewhere: to a file of the repository, and to a heading in it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ROOT } from '../command.mjs';
import { readTracked } from './tracked-files.mjs';

/** @type {import('../check.mjs').Check} */
export const documents = {
  name: 'documents',
  rule: 'every link in a document leads to a file and a heading that exist',
  run: async () => {
    const files = await readTracked(/\.md$/);
    return { problems: files.flatMap((file) => brokenLinks(file, ROOT)), note: `${files.length} documents` };
  },
};

/**
 * @param {{ path: string, text: string }} file
 * @param {string} root
 * @returns {string[]}
 */
export function brokenLinks({ path, text }, root) {
  const prose = text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/i.test(target)) return [];
    const [file = '', heading] = target.split('#');
    const found = join(root, file === '' ? path : normalize(join(dirname(path), file)));
    if (file !== '' && !existsSync(found)) return [`${path}: ${target} leads to no file`];
    if (heading === undefined || (file !== '' && !statSync(found).isFile())) return [];
    const there = headings(file === '' ? text : readFileSync(found, 'utf8'));
    return there.has(heading) ? [] : [`${path}: ${target} leads to no heading`];
  });
}

/**
 * The anchors that GitHub makes of a document's headings.
 *
 * @param {string} text
 * @returns {Set<string>}
 */
function headings(text) {
  const anchor = (/** @type {string} */ title) =>
    title
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
  return new Set([...text.matchAll(/^#{1,6} (.*)$/gm)].map(([, title = '']) => anchor(title)));
}
