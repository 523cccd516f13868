/** The guide in docs/sdk: its snippets run and record what it says, and nothing that the SDK can say is missing from it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { programOf, readGuide, Workshop, type Page } from './guide.test-fixture.js';
import { startServerOfTests } from './traced-tests.test-fixture.js';

const pages = readGuide();
await startServerOfTests();

function pageNamed(name: string): Page {
  const page = pages.find((each) => each.name === name);
  if (page === undefined) throw new RangeError(`docs/sdk has no ${name}`);
  return page;
}

describe('the snippets of a page, one after the other, run', () => {
  let folder: string;
  // Inside of the package, where the names of its entries lead to its sources.
  beforeAll(() => void (folder = mkdtempSync(fileURLToPath(new URL('../.guide-', import.meta.url)))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const programs = pages.filter((page) => programOf(page) !== '');

  test('on the pages that have any', () => {
    expect(programs.map(({ name }) => name)).toEqual(expect.arrayContaining(['first-trace.md', 'propagation.md']));
  });

  test.each(programs)('$name', async (page) => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const file = join(folder, page.name.replace('.md', '.ts'));
    writeFileSync(file, `${programOf(page)}\nexport const hasRun = true;\n`);
    const module = (await import(/* @vite-ignore */ file)) as { hasRun: boolean };
    expect(module.hasRun).toBe(true);
  });
});

let workshop: Workshop;
beforeAll(async () => void (workshop = await Workshop.open()));
afterAll(() => workshop.close());

test('every snippet compiles', async () => {
  expect(await workshop.compile(pages)).toBe('');
});

describe('a snippet with a tree records that tree', () => {
  const shown = pages.flatMap(({ name, snippets }) =>
    snippets
      .map((snippet, i) => ({ ...snippet, name, i, isLast: snippets[i + 1]?.heading !== snippet.heading }))
      .filter(({ tree }) => tree !== undefined),
  );

  test.each(shown)('$name, $heading ($i)', async (snippet) => {
    const { tree, said, exitCode } = await workshop.run(snippet);
    expect({ tree, exitCode }, said).toEqual({ tree: snippet.tree, exitCode: 0 });
    // What is printed leads to its section or to the table; how it should be written prints nothing.
    const printed = [...said.matchAll(/^\[tracenest\] ([\w-]+)/gm)].map(([, cause]) => cause);
    expect(printed.filter((cause) => !headings.has(cause ?? '') && !logCauses.has(cause ?? ''))).toEqual([]);
    if (snippet.isLast) expect(said).toBe('');
  });
});

const nesting = pageNamed('nesting.md');
const headings = new Set([...nesting.content.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title ?? ''));
/** The first cells of the table of other lines in the log. */
const logCauses = new Set(
  [...nesting.content.matchAll(/^\| (`[\w-]+`(?:, `[\w-]+`)*) \|/gm)].flatMap(([, cell = '']) =>
    cell.replaceAll('`', '').split(', '),
  ),
);

interface Entry {
  code: string;
  scope: string;
}

const table = JSON.parse(
  readFileSync(new URL('../../../fixtures/contract/findings.json', import.meta.url), 'utf8'),
) as Entry[];
const codes = table.filter(({ scope }) => scope === 'sdk').map(({ code }) => code);

const sources = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
  .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'));

describe('the page on nesting', () => {
  const raised = codes.filter((code) => sources.some((source) => source.includes(`'${code}'`)));

  test('knows what the SDK raises', () => {
    expect(raised).toEqual(expect.arrayContaining(['made-elsewhere', 'cut', 'bad-header', 'no-parent-given']));
  });

  test.each(raised)('%s has its section: a program that raises it, and one that does not', (code) => {
    const trees = nesting.snippets.filter(({ heading }) => heading === code).map(({ tree }) => tree ?? '');
    expect(trees.some((tree) => tree.includes(`[${code}]`))).toBe(true);
    expect(trees.at(-1)).not.toContain('[');
  });

  test('explains each cause that the SDK writes to the log', () => {
    const causes = sources.flatMap((source) =>
      [...source.matchAll(/\breport\(\s*'\w+',\s*['`]([\w-]+)/g)].map(([, cause]) => cause ?? ''),
    );
    expect(causes.length).toBeGreaterThan(5);
    const isExplained = (cause: string): boolean =>
      headings.has(cause) || [...logCauses].some((known) => known === cause || known.startsWith(cause));
    expect(causes.filter((cause) => !isExplained(cause))).toEqual([]);
  });
});

test('the first page of the guide leads to all others', () => {
  const { content } = pageNamed('README.md');
  const others = pages.map(({ name }) => name).filter((name) => name !== 'README.md');
  expect(others.filter((name) => !content.includes(`](${name})`))).toEqual([]);
});

test('each difference from langsmith names a test that is there', () => {
  const rows = [...pageNamed('differences.md').content.matchAll(/^\|.*\|$/gm)].slice(2);
  expect(rows.length).toBeGreaterThan(15);
  const missing = rows.filter(([row]) => {
    const [, file = '', name = ''] = /`([\w/-]+\.test\.ts)`: (.+?) \|$/.exec(row) ?? [];
    if (file === '') return true;
    const source = readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
    return !source.includes(`test('${name}'`) && !source.includes(`test("${name}"`);
  });
  expect(missing.map(([row]) => row)).toEqual([]);
});
