/** ARCHITECTURE.md describes the project as it is: every file and folder that it names exists. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../scripts/command.mjs';

/** A line of the drawn tree: its depth in steps of two spaces, and its first word. */
interface Drawn {
  depth: number;
  names: string[];
}

test('every file that ARCHITECTURE.md draws or names exists', async () => {
  const text = await readFile(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const drawn = drawnPaths(text);
  const named = namedPaths(text);
  expect(drawn.length).toBeGreaterThan(30);
  expect(named.length).toBeGreaterThan(10);
  const missing = [...drawn, ...named].filter((path) => !existsSync(join(ROOT, path)));
  expect(missing).toEqual([]);
});

/** Paths of the tree in the block marked `text tree`: indented names below their folders. */
function drawnPaths(text: string): string[] {
  const block = /^```text tree\n(.*?)^```/ms.exec(text)?.[1] ?? '';
  const folders: string[] = [];
  return block
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(readLine)
    .flatMap(({ depth, names }) => {
      const above = folders.slice(0, depth).join('');
      const folder = names[0] ?? '';
      if (folder.endsWith('/')) folders.splice(depth, folders.length, folder);
      return names.map((name) => above + name);
    });
}

/** `  a.ts b.ts    what they do`: names up to the first run of spaces. */
function readLine(line: string): Drawn {
  const indent = line.length - line.trimStart().length;
  const names = line.trim().split(/\s{2,}/)[0] ?? '';
  return { depth: indent / 2, names: names.split(' ') };
}

/** Paths in backticks outside of code blocks: those with a slash and an ending, or a folder's slash. */
function namedPaths(text: string): string[] {
  const prose = text.replace(/^```.*?^```/gms, '');
  return [...prose.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)*(?:\/|\.(?:ts|tsx|mjs|cjs|json|md|css)))`/g)]
    .map((match) => match[1] ?? '')
    .filter((path) => path.includes('/') || path.endsWith('.md'));
}
