/**
 * The trees of two traces as one: partners in one line, what only one of them has at its place between
 * them. Numbers alone, so that a thread of its own can do it.
 */
import { at, childrenOf } from '../trace-shape.js';
import { alignTrees, type Partners } from './align-traces.js';
import { topsOf, type TwoTrees } from './tree-columns.js';

export const differences = [
  'same',
  'figures',
  'contents',
  'changed',
  'renamed',
  'moved',
  'away',
  'added',
  'removed',
] as const;

/**
 * How a line differs. `figures`: partners that took another time or other tokens; `contents`: partners
 * that took or gave something else, once that is known; `changed`: partners of another type or state;
 * `moved`: partners at different places, here at the place of the second trace; `away`: the place in
 * the first from which it moved.
 */
export type Difference = (typeof differences)[number];

export interface CompareLines {
  lineCount: number;
  /** For each line the index of its row in the first and in the second trace; -1: it has none there. */
  rowA: Int32Array;
  rowB: Int32Array;
  /** Index in {@link differences}; the trees alone tell of no figures and no contents. */
  difference: Uint8Array;
  /** Line above; -1: at the top. */
  parent: Int32Array;
  depth: Int32Array;
  position: Int32Array;
  siblingCount: Int32Array;
}

export function compareLines(trees: TwoTrees): CompareLines {
  const partners = alignTrees(trees);
  const paired = partners.ofA.reduce((sum, partner) => sum + (partner < 0 ? 0 : 1), 0);
  const lineCount = trees.a.name.length + trees.b.name.length - paired + partners.movedB.size;
  const column = (): Int32Array => new Int32Array(lineCount);
  const lines: CompareLines = {
    lineCount,
    rowA: column(),
    rowB: column(),
    difference: new Uint8Array(lineCount),
    parent: column(),
    depth: column(),
    position: column(),
    siblingCount: column(),
  };
  fill(lines, trees, partners);
  return lines;
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

function fill(all: CompareLines, { a, b }: TwoTrees, partners: Partners): void {
  const { depth } = all;
  const merge = (parent: number, rowsA: readonly number[], rowsB: readonly number[]): Line[] => {
    const lines = mergedLists(partners, rowsA, rowsB).map((line) => ({ ...line, parent }));
    return lines.map((line, index) => ({ ...line, position: index + 1, siblingCount: lines.length })).toReversed();
  };
  const open = merge(-1, topsOf(a), topsOf(b));
  let line = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { rowA, rowB, isAway, parent } = next;
    all.rowA[line] = rowA;
    all.rowB[line] = rowB;
    all.parent[line] = parent;
    depth[line] = parent < 0 ? 0 : at(depth, parent) + 1;
    all.position[line] = next.position;
    all.siblingCount[line] = next.siblingCount;
    const difference = isAway ? 'away' : differenceOf({ a, b }, partners, rowA, rowB);
    all.difference[line] = differences.indexOf(difference);
    if (!isAway) {
      const [belowA, belowB] = [rowA < 0 ? [] : [...childrenOf(a, rowA)], rowB < 0 ? [] : [...childrenOf(b, rowB)]];
      for (const below of merge(line, belowA, belowB)) open.push(below);
    }
    line += 1;
  }
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

function differenceOf(
  { a, b }: Pick<TwoTrees, 'a' | 'b'>,
  { movedB }: Partners,
  rowA: number,
  rowB: number,
): Difference {
  if (rowA < 0) return 'added';
  if (rowB < 0) return 'removed';
  if (movedB.has(rowB)) return 'moved';
  if (at(a.name, rowA) !== at(b.name, rowB)) return 'renamed';
  const isSame = at(a.type, rowA) === at(b.type, rowB) && at(a.state, rowA) === at(b.state, rowB);
  return isSame ? 'same' : 'changed';
}
