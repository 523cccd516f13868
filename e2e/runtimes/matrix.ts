/**
 * The last result on each runtime, kept in results.json, and the part of docs/nesting.md that is made
 * of it. Running one runtime again leaves what is known of the others.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { CLASSES } from '../nesting/corpus.js';

/** What became of one program on one runtime. */
export type Cell =
  | { is: 'right' }
  /** Where there is no async context: not in its place, but a finding says why, and nowhere wrong. */
  | { is: 'explained'; why: string }
  | { is: 'wrong'; why: string }
  /** The program needs what the runtime does not have. */
  | { is: 'cannot'; why: string };

/** One run of the corpus on one runtime. */
export interface Column {
  title: string;
  version: string;
  /** The day it was made, as `2026-11-21`. */
  on: string;
  /** By program. */
  cells: Record<string, Cell>;
}

/** Columns by the id of the runtime. */
export type Matrix = Record<string, Column>;

const RESULTS = new URL('results.json', import.meta.url);
const START = '<!-- runtimes -->';
const END = '<!-- end of runtimes -->';

export function readMatrix(): Matrix {
  return JSON.parse(readFileSync(RESULTS, 'utf8')) as Matrix;
}

export function writeMatrix(matrix: Matrix): void {
  writeFileSync(RESULTS, `${JSON.stringify(matrix, null, 2)}\n`);
}

/** The document with its part about runtimes made new. */
export function withMatrix(document: string, matrix: Matrix): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start < 0 || end < start) throw new RangeError(`docs/nesting.md has no ${START} … ${END}; run npm run nesting.`);
  return document.slice(0, start) + matrixSection(matrix) + document.slice(end + END.length);
}

/** The part about runtimes, with the marks between which it stands. */
export function matrixSection(matrix: Matrix): string {
  const columns = Object.values(matrix);
  return [
    START,
    '## By runtime',
    '',
    INTRODUCTION,
    '',
    line(['Class', ...columns.map(({ title }) => title)]),
    line(['---', ...columns.map(() => '---:')]),
    ...Object.entries(CLASSES).map(([kind, name]) =>
      line([name, ...columns.map(({ cells }) => scoreOf(cellsOf(cells, kind)))]),
    ),
    line(['**All**', ...columns.map(({ cells }) => scoreOf(Object.values(cells)))]),
    line(['Version', ...columns.map(({ version }) => version)]),
    line(['Made on', ...columns.map(({ on }) => on)]),
    '',
    ...columns.flatMap(remarks),
    END,
  ].join('\n');
}

const INTRODUCTION = `tracenest alone, by \`npm run test:runtimes\`: the last result on each runtime. *right + explained* of those programs that
can run there; where there is no async context, *explained* is a run that is not in its place but says why, and is
nowhere wrong. [What works where](sdk/runtimes.md).`;

function cellsOf(cells: Record<string, Cell>, kind: string): Cell[] {
  return Object.entries(cells)
    .filter(([id]) => id.startsWith(`${kind}/`))
    .map(([, cell]) => cell);
}

function scoreOf(cells: readonly Cell[]): string {
  const count = (is: Cell['is']): number => cells.filter((cell) => cell.is === is).length;
  const of = cells.length - count('cannot');
  if (of === 0) return '–';
  const explained = count('explained');
  return `${count('right')}${explained === 0 ? '' : ` + ${explained}`} / ${of}`;
}

/** What was wrong on a runtime, and what could not run there, by reason. */
function remarks({ title, cells }: Column): string[] {
  const wrong = Object.entries(cells).flatMap(([id, cell]) =>
    cell.is === 'wrong' ? [`\`${id}\` (${cell.why.replaceAll('|', String.raw`\|`)})`] : [],
  );
  const reasons = new Map<string, string[]>();
  for (const [id, cell] of Object.entries(cells))
    if (cell.is === 'cannot') reasons.set(cell.why, [...(reasons.get(cell.why) ?? []), `\`${id}\``]);
  if (wrong.length === 0 && reasons.size === 0) return [];
  return [
    `### ${title}`,
    '',
    ...(wrong.length === 0 ? [] : [`- Wrong: ${wrong.join('; ')}.`]),
    ...[...reasons]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([why, ids]) => `- Cannot run, ${why}: ${ids.join(', ')}.`),
    '',
  ];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
