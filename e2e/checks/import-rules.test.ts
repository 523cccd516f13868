/**
 * The import rules bite: in a copy of the sources each planted violation is reported, and a cruise
 * that reads nothing is a failure, not a success. (That the real sources break no rule is a check of
 * its own, in scripts/checks/imports.mjs.)
 */
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cruise } from '../../scripts/checks/imports.mjs';
import { ROOT } from '../../scripts/command.mjs';

const packages = ['sdk', 'tree', 'server', 'web'];

/** What is planted: files with their text, and the line of the report that must name it. */
const violations: { rule: string; files: Record<string, string>; reported: string }[] = [
  {
    rule: 'the write path does not import the read path',
    files: {
      'packages/server/src/query/planted-question.ts': 'export const question = 1;',
      'packages/server/src/ingest/planted.ts': "export { question } from '../query/planted-question.js';",
    },
    reported: 'not-in-allowed: packages/server/src/ingest/planted.ts → packages/server/src/query/planted-question.ts',
  },
  {
    rule: 'the store does not import http',
    files: {
      'packages/server/src/http/planted-route.ts': 'export const route = 1;',
      'packages/server/src/store/planted.ts': "export { route } from '../http/planted-route.js';",
    },
    reported: 'not-in-allowed: packages/server/src/store/planted.ts → packages/server/src/http/planted-route.ts',
  },
  {
    rule: 'the tree does no I/O',
    files: { 'packages/tree/src/planted.ts': "export { readFileSync } from 'node:fs';" },
    reported: 'not-in-allowed: packages/tree/src/planted.ts → fs',
  },
  {
    rule: 'the SDK knows Node only behind a condition',
    files: { 'packages/sdk/src/planted.ts': "export { createHash } from 'node:crypto';" },
    reported: 'not-in-allowed: packages/sdk/src/planted.ts → crypto',
  },
  {
    rule: 'the wire imports nothing but itself',
    files: {
      'packages/sdk/src/planted-part.ts': 'export type Part = 1;',
      'packages/sdk/src/wire/planted.ts': "export type { Part } from '../planted-part.js';",
    },
    reported: 'not-in-allowed: packages/sdk/src/wire/planted.ts → packages/sdk/src/planted-part.ts',
  },
  {
    rule: 'a page does not import another page',
    files: {
      'packages/web/src/pages/one/planted-piece.ts': 'export const piece = 1;',
      'packages/web/src/pages/two/planted.ts': "export { piece } from '../one/planted-piece.js';",
    },
    reported: 'not-in-allowed: packages/web/src/pages/two/planted.ts → packages/web/src/pages/one/planted-piece.ts',
  },
  {
    rule: 'ui knows no word of the domain',
    files: { 'packages/web/src/ui/planted.ts': "export type { RunRecord } from 'tracenest/wire';" },
    reported: 'not-in-allowed: packages/web/src/ui/planted.ts → packages/sdk/src/wire/index.ts',
  },
  {
    rule: 'no cycle, type-only ones included',
    files: {
      'packages/tree/src/planted-one.ts': "export type { Two } from './planted-two.js';\nexport type One = 1;",
      'packages/tree/src/planted-two.ts': "export type { One } from './planted-one.js';\nexport type Two = 2;",
    },
    reported: 'no-cycle: packages/tree/src/planted-one.ts → packages/tree/src/planted-two.ts',
  },
  {
    rule: 'nothing imports a test fixture',
    files: {
      'packages/tree/src/planted.fixture.ts': 'export const fixture = 1;',
      'packages/tree/src/planted-user.ts': "export { fixture } from './planted.fixture.js';",
    },
    reported: 'nothing-imports-a-test: packages/tree/src/planted-user.ts → packages/tree/src/planted.fixture.ts',
  },
  {
    rule: 'an import that leads nowhere is an error',
    files: { 'packages/tree/src/planted-lost.ts': "export { gone } from './planted-gone.js';" },
    reported: 'no-unresolvable: packages/tree/src/planted-lost.ts → ./planted-gone.js',
  },
];

let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'tracenest-imports-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'package.json']) await copyIn(file);
  for (const name of packages) {
    await copyIn(`packages/${name}/package.json`);
    await copyIn(`packages/${name}/src`);
  }
  // Our own packages find each other as npm links them; others are not needed to see these rules.
  await mkdir(join(copy, 'node_modules/@tracenest'), { recursive: true });
  await symlink(join(copy, 'packages/sdk'), join(copy, 'node_modules/tracenest'));
  await symlink(join(copy, 'packages/tree'), join(copy, 'node_modules/@tracenest/tree'));
});

afterAll(() => rm(copy, { recursive: true, force: true }));

const copyIn = (path: string): Promise<void> => cp(join(ROOT, path), join(copy, path), { recursive: true });

describe('import rules', () => {
  test('each planted violation is reported', async () => {
    const before = await cruise(copy);
    expect(before.problems.filter((problem) => problem.includes('planted'))).toEqual([]);

    for (const [file, text] of violations.flatMap(({ files }) => Object.entries(files))) {
      await mkdir(dirname(join(copy, file)), { recursive: true });
      await writeFile(join(copy, file), text);
    }
    const { problems } = await cruise(copy);
    for (const { rule, reported } of violations) expect(problems, rule).toContain(reported);
  });

  test('a cruise that reads no module fails', async () => {
    for (const name of packages) {
      await rm(join(copy, 'packages', name, 'src'), { recursive: true });
      await mkdir(join(copy, 'packages', name, 'src'));
    }
    const { problems } = await cruise(copy);
    expect(problems).toEqual(packages.map((name) => `no module of packages/${name}/src was read`));
  });

  test('the real sources are read', async () => {
    const { note } = await cruise(ROOT);
    expect(Number.parseInt(note ?? '0', 10)).toBeGreaterThan(0);
  });
});
