/**
 * Outside of the condition `node` nothing of the built SDK imports a module of Node.js or uses one of
 * its globals unasked; and the walk that says so finds what is planted.
 */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../scripts/command.mjs';
import { CONDITIONS, entriesOf, needsOfNode } from './module-graph.js';

const SDK = join(ROOT, 'packages/sdk');
/** For programs of Node.js only: threads and child processes. */
const NODE_ONLY = ['./workers'];
const entries = entriesOf(SDK).filter((entry) => !NODE_ONLY.includes(entry));
const FORMATS = ['import', 'require'] as const;

describe.each(Object.entries(CONDITIONS))('under the conditions of %s', (_, conditions) => {
  test.each(entries)('%s needs nothing of Node.js', async (entry) => {
    for (const format of FORMATS) {
      const needs = await needsOfNode(SDK, entry, conditions, format);
      expect([format, needs]).toEqual([format, []]);
    }
  });
});

test('under `node` the context is Node’s own, and what is for Node.js only is there', async () => {
  expect(await needsOfNode(SDK, '.', ['node'], 'import')).toContain('dist/context-node.js: node:async_hooks');
  for (const entry of NODE_ONLY) expect(await needsOfNode(SDK, entry, ['node'], 'import')).not.toEqual([]);
});

describe('the walk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracenest-graph-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['a module of Node.js', 'dist/wire/ids.js', "import 'node:fs';", './wire', 'import', 'dist/wire/ids.js: node:fs'],
    ['one without its prefix', 'dist/diag.js', "import 'path';", '.', 'import', 'dist/diag.js: path'],
    ['one by require', 'dist/cjs/diag.cjs', "require('node:fs');", '.', 'require', 'dist/cjs/diag.cjs: node:fs'],
    ['a global', 'dist/diag.js', 'export const id = process.pid;', '.', 'import', 'bundle: process'],
    [
      'a global in a function',
      'dist/diag.js',
      'export const of = () => Buffer.from("");',
      './testing',
      'import',
      'bundle: Buffer',
    ],
  ] as const)('finds %s', async (name, file, text, entry, format, found) => {
    const copy = join(folder, name.replaceAll(/\W+/g, '-'));
    for (const part of ['package.json', 'dist']) cpSync(join(SDK, part), join(copy, part), { recursive: true });
    const before = await needsOfNode(copy, entry, ['browser'], format);
    appendFileSync(join(copy, file), `\n${text}\nglobalThis.planted = 1;\n`);
    expect(before).toEqual([]);
    expect(await needsOfNode(copy, entry, ['browser'], format)).toEqual([found]);
  });
});
