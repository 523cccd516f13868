/**
 * Two traces as one tree: partners in one line, what only one of them has at its place between them.
 * Columns of numbers, so that two traces of 100,000 runs are a matter of some hundred thousand entries.
 */
import { stateOf } from '../run-look.js';
import { at, childrenOf, type TraceShape } from '../trace-shape.js';
import { alignTraces, type Partners } from './align-traces.js';

export const differences = ['same', 'contents', 'changed', 'renamed', 'moved', 'away', 'added', 'removed'] as const;

/**
 * How a line differs. `contents`: partners that took or gave something else, once that is known; `changed`: partners of another type or state; `moved`: partners at different places,
 * here at the place of the second trace; `away`: the place in the first from which it moved.
 */
export type Difference = (typeof differences)[number];

export interface Comparison {
  a: TraceShape;
  b: TraceShape;
  lineCount: number;
  /** For each line the index of its row in the first and in the second trace; -1: it has none there. */
  rowA: Int32Array;
  rowB: Int32Array;
  /** Index in {@link differences}. */
  difference: Uint8Array;
  /** {@link INPUTS} and {@link OUTPUTS} where partners took or gave something else; null: not known. */
  contents: Uint8Array | null;
  /** Line above; -1: at the top. */
  parent: Int32Array;
  depth: Int32Array;
  /** Index behind the last line below. */
  end: Int32Array;
  position: Int32Array;
  siblingCount: Int32Array;
  /** How many lines below, and the line itself, differ. */
  differing: Int32Array;
  /** Lines of each kind of difference. */
  counts: Readonly<Record<Difference, number>>;
}

export function compareTraces(a: TraceShape, b: TraceShape): Comparison {
  const partners = alignTraces(a, b);
  const away = [...partners.movedB].length;
  const paired = partners.ofA.reduce((sum, partner) => sum + (partner < 0 ? 0 : 1), 0);
  const lineCount = a.rows.length + b.rows.length - paired + away;
  const column = (): Int32Array => new Int32Array(lineCount);
  const comparison: Comparison = {
    a,
    b,
    lineCount,
    rowA: column(),
    rowB: column(),
    difference: new Uint8Array(lineCount),
    contents: null,
    parent: column(),
    depth: column(),
    end: column(),
    position: column(),
    siblingCount: column(),
    differing: column(),
    counts: { same: 0, contents: 0, changed: 0, renamed: 0, moved: 0, away: 0, added: 0, removed: 0 },
  };
  fill(comparison, partners);
  sumUp(comparison);
  return comparison;
}

export function differenceAt(comparison: Comparison, line: number): Difference {
  return differences[comparison.difference[line] ?? 0] ?? 'same';
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

interface Line {
  rowA: number;
  rowB: number;
  /** Only the place from which something moved. */
  isAway: boolean;
  parent: number;
  position: number;
  siblingCount: number;
}

function fill(comparison: Comparison, partners: Partners): void {
  const { a, b, depth } = comparison;
  const merge = (parent: number, rowsA: readonly number[], rowsB: readonly number[]): Line[] => {
    const lines = mergedLists(partners, rowsA, rowsB).map((line) => ({ ...line, parent }));
    return lines.map((line, index) => ({ ...line, position: index + 1, siblingCount: lines.length })).toReversed();
  };
  const open = merge(-1, topsOf(a), topsOf(b));
  let line = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { rowA, rowB, isAway, parent } = next;
    comparison.rowA[line] = rowA;
    comparison.rowB[line] = rowB;
    comparison.parent[line] = parent;
    depth[line] = parent < 0 ? 0 : at(depth, parent) + 1;
    comparison.position[line] = next.position;
    comparison.siblingCount[line] = next.siblingCount;
    const difference = isAway ? 'away' : differenceOf(comparison, partners, rowA, rowB);
    comparison.difference[line] = differences.indexOf(difference);
    if (!isAway) {
      const [belowA, belowB] = [rowA < 0 ? [] : [...childrenOf(a, rowA)], rowB < 0 ? [] : [...childrenOf(b, rowB)]];
      for (const below of merge(line, belowA, belowB)) open.push(below);
    }
    line += 1;
  }
}

function topsOf(shape: TraceShape): number[] {
  return shape.rows.flatMap((row, index) => (row.parent < 0 ? [index] : []));
}

/** Two lists of siblings as one, in the order of both: between partners first what only the first has. */
function mergedLists(
  { ofA, ofB, movedB }: Partners,
  rowsA: readonly number[],
  rowsB: readonly number[],
): Pick<Line, 'rowA' | 'rowB' | 'isAway'>[] {
  const lines: Pick<Line, 'rowA' | 'rowB' | 'isAway'>[] = [];
  let next = 0;
  const addUpTo = (partner: number): void => {
    for (; next < rowsB.length && rowsB[next] !== partner; next += 1) {
      const rowB = rowsB[next]!;
      lines.push({ rowA: at(ofB, rowB), rowB, isAway: false });
    }
  };
  for (const rowA of rowsA) {
    const partner = at(ofA, rowA);
    if (partner >= 0 && !movedB.has(partner)) {
      addUpTo(partner);
      lines.push({ rowA, rowB: partner, isAway: false });
      next += 1;
    } else lines.push({ rowA, rowB: -1, isAway: partner >= 0 });
  }
  addUpTo(-1);
  return lines;
}

function differenceOf({ a, b }: Comparison, { movedB }: Partners, rowA: number, rowB: number): Difference {
  const [left, right] = [a.rows[rowA], b.rows[rowB]];
  if (left === undefined) return 'added';
  if (right === undefined) return 'removed';
  if (movedB.has(rowB)) return 'moved';
  if (left.name !== right.name) return 'renamed';
  return left.run_type === right.run_type && stateOf(left) === stateOf(right) ? 'same' : 'changed';
}

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
    if (contents[line] !== 0 && differenceAt(comparison, line) === 'same') {
      difference[line] = differences.indexOf('contents');
    }
  }
  const known: Comparison = { ...comparison, contents, difference, differing: new Int32Array(lineCount) };
  sumUp(known);
  return known;
}

/** Backwards, so that all below a line is known before it. */
function sumUp(comparison: Comparison): void {
  const { lineCount, parent, end, differing } = comparison;
  const counts = { same: 0, contents: 0, changed: 0, renamed: 0, moved: 0, away: 0, added: 0, removed: 0 };
  for (let line = lineCount - 1; line >= 0; line -= 1) {
    const difference = differenceAt(comparison, line);
    counts[difference] += 1;
    end[line] = Math.max(at(end, line), line + 1);
    differing[line] = at(differing, line) + (difference === 'same' ? 0 : 1);
    const above = at(parent, line);
    if (above < 0) continue;
    end[above] = Math.max(at(end, above), at(end, line));
    differing[above] = at(differing, above) + at(differing, line);
  }
  comparison.counts = counts;
}
