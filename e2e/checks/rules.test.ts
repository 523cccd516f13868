/** The scripts that judge the project and run it: what they count, refuse and find. */
import { describe, expect, test } from 'vitest';
import { brokenLinks } from '../../scripts/checks/documents.mjs';
import { findProblems } from '../../scripts/checks/words.mjs';
import { ROOT } from '../../scripts/command.mjs';
import { isInstalled } from '../../scripts/install.mjs';
import { unsupportedReason } from '../../scripts/platform.mjs';
import { countReport } from '../../scripts/test-run.mjs';

describe('words', () => {
  const inFile = (path: string, text: string): string[] => findProblems({ path, text });

  test('"session" is refused in our own code and allowed where LangSmith is spoken', () => {
    const line = 'const session = 1;';
    expect(inFile('packages/server/src/query/a.ts', line)).toHaveLength(1);
    expect(inFile('packages/web/src/pages/Sessions.tsx', 'export const listSessions = 1;')).toHaveLength(1);
    expect(inFile('packages/server/src/http/langsmith/projects.ts', line)).toEqual([]);
    expect(inFile('packages/server/src/query/a.ts', 'record.session_name ?? record.session_id')).toEqual([]);
  });

  test('open promises and long files are refused', () => {
    // Put together, so that the rule does not find it here.
    const marker = ['TO', 'DO'].join('');
    expect(inFile('packages/tree/src/a.ts', `// ${marker} later`)).toHaveLength(1);
    expect(inFile('packages/tree/src/a.ts', 'x;\n'.repeat(499))).toEqual([]);
    expect(inFile('packages/tree/src/a.ts', 'x;\n'.repeat(500))).toHaveLength(1);
  });
});

test('links of a document must lead to a file and a heading', () => {
  const text = [
    '## A heading',
    '[good](package.json) [good](#a-heading) [web](https://example.org) `[code](nowhere.md)`',
    '[lost](nowhere.md) [no heading](#nowhere)',
  ].join('\n');
  expect(brokenLinks({ path: 'README.md', text }, ROOT)).toEqual([
    'README.md: nowhere.md leads to no file',
    'README.md: #nowhere leads to no heading',
  ]);
});

describe('the closing line of npm test', () => {
  const file = (status: string, ...tests: string[]) => ({
    name: 'a.test.ts',
    status,
    assertionResults: tests.map((each) => ({ status: each, fullName: each })),
  });
  const local = { isSkippedFailed: false };
  const ci = { isSkippedFailed: true };

  test.each([
    ['tests count one each', [file('failed', 'passed', 'passed', 'failed')], local, { passed: 2, failed: 1 }],
    ['a skipped test does not count', [file('passed', 'passed', 'skipped')], local, { passed: 1, failed: 0 }],
    ['in CI a skipped test is a failure', [file('passed', 'passed', 'skipped', 'todo')], ci, { passed: 1, failed: 2 }],
    ['a file that could not be loaded is a failure', [file('failed')], local, { passed: 0, failed: 1 }],
    ['a failed hook is a failure', [file('failed', 'passed')], local, { passed: 1, failed: 1 }],
    ['no report at all is a failure', [], local, { passed: 0, failed: 1 }],
  ])('%s', (_, files, options, count) => {
    expect(countReport(files, options)).toMatchObject(count);
  });
});

test('skipped tests are named', () => {
  const assertionResults = [{ status: 'skipped', fullName: 'in Python' }];
  const { skipped } = countReport([{ name: 'a.test.ts', status: 'passed', assertionResults }], {
    isSkippedFailed: false,
  });
  expect(skipped).toEqual(['in Python (a.test.ts)']);
});

describe('what is installed', () => {
  const wanted = {
    '': {},
    'packages/sdk': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/for-another-platform': { version: '1.0.0', optional: true },
  };

  test.each([
    ['all of it', { 'node_modules/a': { version: '1.0.0', integrity: 'x' } }, true],
    ['more than asked for', { 'node_modules/a': { version: '1.0.0', integrity: 'x' }, 'node_modules/b': {} }, true],
    ['another version', { 'node_modules/a': { version: '1.0.1', integrity: 'y' } }, false],
    ['nothing', {}, false],
  ])('%s', (_, installed, isEnough) => {
    expect(isInstalled(wanted, installed)).toBe(isEnough);
  });
});

describe('machines', () => {
  const machine = { node: '20.19.0', platform: 'linux', arch: 'x64', glibc: '2.36' };

  test.each([
    [{}, null],
    [{ node: '24.1.0' }, null],
    [{ platform: 'darwin', arch: 'arm64', glibc: null }, null],
    [{ node: '20.18.3' }, /needs Node 20\.19/],
    [{ node: '18.20.0' }, /needs Node 20\.19/],
    [{ platform: 'win32', glibc: null }, /WSL 2/],
    [{ arch: 'ia32' }, /x64 and arm64/],
    [{ glibc: null }, /glibc/],
  ])('%j', (difference, reason) => {
    const answer = unsupportedReason({ ...machine, ...difference });
    if (reason === null) expect(answer).toBeNull();
    else expect(answer).toMatch(reason);
  });
});
