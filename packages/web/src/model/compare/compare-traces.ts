/**
 * Two traces compared: the lines of both trees, and of partners whether they took another time, other
 * tokens, or took and gave something else.
 */
import type { TraceRowAnswer } from '../answers.js';
import { at, type TraceShape } from '../trace-shape.js';
import { compareLines, differences, type CompareLines, type Difference } from './compare-lines.js';
import { columnsOf } from './tree-columns.js';

export interface Comparison extends CompareLines {
  a: TraceShape;
  b: TraceShape;
  /** {@link TIME} and {@link TOKENS} where partners differ in them. */
  figures: Uint8Array;
  /** {@link INPUTS} and {@link OUTPUTS} where partners took or gave something else; null: not known. */
  contents: Uint8Array | null;
  /** Index behind the last line below. */
  end: Int32Array;
  /** How many lines below, and the line itself, differ. */
  differing: Int32Array;
  /** Lines of each kind of difference. */
  counts: Readonly<Record<Difference, number>>;
}

export function compareTraces(a: TraceShape, b: TraceShape): Comparison {
  return comparisonOf(a, b, compareLines(columnsOf(a, b)));
}

/** The traces of which these are the lines. */
export function comparisonOf(a: TraceShape, b: TraceShape, lines: CompareLines): Comparison {
  const { lineCount, rowA, rowB } = lines;
  const figures = new Uint8Array(lineCount);
  const difference = lines.difference.slice();
  for (let line = 0; line < lineCount; line += 1) {
    const [left, right] = [a.rows[at(rowA, line)], b.rows[at(rowB, line)]];
    if (left === undefined || right === undefined) continue;
    figures[line] = (isOtherTime(left, right) ? TIME : 0) | (left.tokens?.total !== right.tokens?.total ? TOKENS : 0);
    if (figures[line] !== 0 && difference[line] === SAME) difference[line] = FIGURES;
  }
  return summedUp({ ...lines, a, b, figures, difference, contents: null });
}

export const TIME = 1;
export const TOKENS = 2;
const SAME = differences.indexOf('same');
const FIGURES = differences.indexOf('figures');
const CONTENTS = differences.indexOf('contents');

/** What the reader is told of {@link isOtherTime}. */
export const TIME_RULE =
  'Time counts as different where a run’s own time is half as long again as its partner’s, and 100 ms more';
const TIMES_LONGER = 1.5;
const LEAST_MORE_MS = 100;

/** Beyond what the same work takes on one day and on another. Own times, so that only the slow run itself is marked. */
function isOtherTime({ self_ms: a }: TraceRowAnswer, { self_ms: b }: TraceRowAnswer): boolean {
  if (a === undefined || b === undefined) return false;
  const [less, more] = [Math.min(a, b), Math.max(a, b)];
  return more >= less * TIMES_LONGER && more - less >= LEAST_MORE_MS;
}

export function differenceAt({ difference }: Pick<CompareLines, 'difference'>, line: number): Difference {
  return differences[difference[line] ?? 0] ?? 'same';
}

/** Where a run of either trace stands; -1: in neither. */
export function lineOf({ a, b, rowA, rowB }: Comparison, id: string): number {
  const inB = b.indexById.get(id);
  if (inB !== undefined) return rowB.indexOf(inB);
  const inA = a.indexById.get(id);
  return inA === undefined ? -1 : rowA.indexOf(inA);
}

/** Id of the line in an address: that of its run in the second trace, else in the first. */
export function lineId({ a, b, rowA, rowB }: Comparison, line: number): string {
  return b.rows[at(rowB, line)]?.id ?? a.rows[at(rowA, line)]?.id ?? '';
}

export const CONTENTS_RULE = 'Inputs and outputs count as different where their JSON is written differently';

export const INPUTS = 1;
export const OUTPUTS = 2;

/** Of the runs of a trace: the same number, the same contents; none, or 0: nothing was recorded. */
export interface Contents {
  inputs: ReadonlyMap<string, number>;
  outputs: ReadonlyMap<string, number>;
}

/** The same comparison, knowing what the runs took and gave. */
export function withContents(comparison: Comparison, contentsA: Contents, contentsB: Contents): Comparison {
  const { a, b, rowA, rowB, lineCount } = comparison;
  const contents = new Uint8Array(lineCount);
  const difference = comparison.difference.slice();
  for (let line = 0; line < lineCount; line += 1) {
    const [left, right] = [a.rows[at(rowA, line)], b.rows[at(rowB, line)]];
    // What one of them did not send cannot be told to differ.
    if (left?.placeholder !== null || right?.placeholder !== null) continue;
    const differs = (of: keyof Contents): boolean =>
      (contentsA[of].get(left.id) ?? 0) !== (contentsB[of].get(right.id) ?? 0);
    contents[line] = (differs('inputs') ? INPUTS : 0) | (differs('outputs') ? OUTPUTS : 0);
    const isMinor = difference[line] === SAME || difference[line] === FIGURES;
    if (contents[line] !== 0 && isMinor) difference[line] = CONTENTS;
  }
  return summedUp({ ...comparison, contents, difference });
}

/** Backwards, so that all below a line is known before it. */
function summedUp(lines: Omit<Comparison, 'end' | 'differing' | 'counts'>): Comparison {
  const { lineCount, parent } = lines;
  const [end, differing] = [new Int32Array(lineCount), new Int32Array(lineCount)];
  const counts = Object.fromEntries(differences.map((kind) => [kind, 0])) as Record<Difference, number>;
  for (let line = lineCount - 1; line >= 0; line -= 1) {
    const difference = differenceAt(lines, line);
    counts[difference] += 1;
    end[line] = Math.max(at(end, line), line + 1);
    differing[line] = at(differing, line) + (difference === 'same' ? 0 : 1);
    const above = at(parent, line);
    if (above < 0) continue;
    end[above] = Math.max(at(end, above), at(end, line));
    differing[above] = at(differing, above) + at(differing, line);
  }
  return { ...lines, end, differing, counts };
}
