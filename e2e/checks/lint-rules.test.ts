/** The lint rules that we rely on bite: each planted line is reported, the rules that need types included. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lintFolder } from '../../scripts/checks/lint.mjs';
import { ROOT } from '../../scripts/command.mjs';

const source = 'packages/server/src/query/planted.ts';

/** Rule → a line that breaks it. */
const violations: Record<string, string> = {
  'typescript(no-explicit-any)': 'export const loose: any = 1;',
  'typescript(no-floating-promises)': "export function forget(): void {\n  fetch('http://localhost');\n}",
  'typescript(consistent-type-imports)': "import { Stats } from 'node:fs';\nexport type S = Stats;",
  'eslint(no-console)': "console.log('here');",
  'node(no-process-env)': 'export const home = process.env.HOME;',
  'import(no-cycle)': "import { back } from './planted-back.js';\nexport const there = back;",
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracenest-lint-'));
  await copyFile(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  const compilerOptions = { strict: true, module: 'NodeNext', target: 'ES2022', lib: ['ES2023', 'DOM'], types: [] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  await plant(source, Object.values(violations).join('\n'));
  await plant(
    'packages/server/src/query/planted-back.ts',
    "import { there } from './planted.js';\nexport const back = there;",
  );
  await plant('packages/server/src/log.ts', "console.log('the voice');");
  await plant('packages/server/src/config.ts', 'export const port = process.env.PORT;');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function plant(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), `${text}\n`);
}

test('each planted line is reported, and what is allowed is not', async () => {
  const { problems } = await lintFolder(folder);
  const lines = problems.join('\n').split('\n');
  for (const rule of Object.keys(violations)) {
    expect(
      lines.filter((line) => line.startsWith(source) && line.includes(rule)),
      rule,
    ).not.toEqual([]);
  }
  expect(lines.filter((line) => /src\/(log|config)\.ts.*(no-console|no-process-env)/.test(line))).toEqual([]);
});
