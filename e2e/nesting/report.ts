/** The results as docs/nesting.md: nothing in it is written by hand but the words around the tables. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { matrixSection, readMatrix } from '../runtimes/matrix.js';
import { CLASSES } from './corpus.js';
import { LIBRARIES, type Library } from './kit.js';
import type { Result } from './run-program.js';

const NAMES: Record<Library, string> = { ours: 'tracenest', langsmith: 'langsmith', opentelemetry: 'OpenTelemetry JS' };
const PACKAGES: Record<Library, readonly string[]> = {
  ours: ['tracenest'],
  langsmith: ['langsmith'],
  opentelemetry: ['@opentelemetry/api', '@opentelemetry/sdk-trace-base'],
};
const LONG_TREE = 90;

/** The whole document. */
export function report(results: readonly Result[], at: Date): string {
  return [
    '# Nesting: what each library gets right',
    '',
    '<!-- Written by `npm run nesting` and `npm run test:runtimes`; do not edit. -->',
    '',
    `Made on ${at.toISOString().slice(0, 10)} with Node.js ${process.versions.node} on ${availableParallelism()} cores; ${LIBRARIES.map(versionsOf).join(', ')}.`,
    '',
    INTRODUCTION,
    '',
    '## By class',
    '',
    ...classTable(results),
    '',
    // Made by `npm run test:runtimes`; this only takes it over.
    matrixSection(readMatrix()),
    '',
    '## By program',
    '',
    ...Object.keys(CLASSES).flatMap((kind) => programTable(kind, results)),
  ].join('\n');
}

const INTRODUCTION = `Each program of the [corpus](../e2e/nesting) is the same source for all libraries, and says what a reader of it
expects, written before it was first run. It runs in a process of its own against a recording server. It counts as right
where the whole tree is as expected, every run has its end, none begins twice, and the program behaves as without tracing.

- **automatic**: nothing but the traced function. With tracenest a warning here counts as wrong.
- **explicit**: one documented line of each library.
- **explained**: it cannot be known; tracenest places the run by a rule and must record a finding that says so. The others
  have no findings; they are right where the tree is as a reader would draw it.

In a tree, children stand in parentheses in the order of their start, \`?\` marks a run without an end, and \`missing:\` a run
whose parent was never received. Among the runs of the other libraries the order of siblings does not count. OpenTelemetry's
spans are read as they end, before any exporter could lose them; of a span that has no end it sends nothing. The wrapper
around its spans ends them when the function has returned or its promise has settled, as its documentation shows.
A dash: the program is not about that library.`;

function classTable(results: readonly Result[]): string[] {
  const row = (title: string, own: readonly Result[]): string =>
    line([title, ...LIBRARIES.map((library) => scoreOf(own.filter((result) => result.library === library)))]);
  return [
    line(['Class', ...LIBRARIES.map((library) => NAMES[library])]),
    line(['---', ...LIBRARIES.map(() => '---:')]),
    ...Object.entries(CLASSES).map(([kind, title]) =>
      row(
        title,
        results.filter(({ program }) => program.kind === kind),
      ),
    ),
    row('**All**', results),
  ];
}

function scoreOf(results: readonly Result[]): string {
  const about = results.filter((result) => result.isAbout);
  return about.length === 0 ? '–' : `${about.filter((result) => result.isRight).length} / ${about.length}`;
}

function programTable(kind: string, results: readonly Result[]): string[] {
  const own = results.filter(({ program }) => program.kind === kind);
  const ids = [...new Set(own.map(({ program }) => program.id))];
  return [
    `### ${CLASSES[kind]}`,
    '',
    line(['Program', 'Answer', 'Expected', ...LIBRARIES.map((library) => NAMES[library])]),
    line(['---', '---', '---', ...LIBRARIES.map(() => '---')]),
    ...ids.map((id) =>
      programRow(
        id,
        own.filter(({ program }) => program.id === id),
      ),
    ),
    '',
  ];
}

function programRow(id: string, results: readonly Result[]): string {
  const expected = results[0]?.expected;
  if (expected === undefined) return '';
  const name = id.slice(id.indexOf('/') + 1);
  const answer = expected.finding === undefined ? expected.is : `${expected.is}: ${expected.finding}`;
  const cells = LIBRARIES.map((library) => cellOf(results.find((result) => result.library === library)));
  return line([`[${name}](../e2e/nesting/programs/${id}.ts)`, answer, code(expected.tree), ...cells]);
}

function cellOf(result: Result | undefined): string {
  if (result === undefined || !result.isAbout) return '–';
  if (result.isRight) return 'right';
  const isOtherTree = result.why.startsWith('another tree');
  return isOtherTree ? `**wrong** ${code(result.tree)}` : `**wrong** ${result.why.replaceAll('|', '\\|')}`;
}

function code(tree: string): string {
  if (tree === '') return '(nothing)';
  return `\`${tree.length > LONG_TREE ? `${tree.slice(0, LONG_TREE)}…` : tree}\``;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function versionsOf(library: Library): string {
  return PACKAGES[library].map((name) => `\`${name}\` ${versionOf(name)}`).join(', ');
}

/** From the manifest that is installed; not every package exports its own. */
function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  const folder = (require.resolve.paths(name) ?? []).find((path) => existsSync(join(path, name, 'package.json')));
  if (folder === undefined) throw new RangeError(`${name} is not installed; run npm install.`);
  return (JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as { version: string }).version;
}
