/** Which rows of a trace are on screen: tree and view → what is drawn, line by line. */
import type { TraceRowAnswer } from './answers.js';
import type { KeptRows } from './kept-rows.js';
import { ancestorsOf, at, childrenOf, type TraceShape } from './trace-shape.js';

/** Which rows are collapsed: said in few words, so that it fits into an address. */
export interface Fold {
  /** Levels that are open, from 1; null: all. */
  level: number | null;
  /** Rows that are otherwise than the level says. */
  toggled: ReadonlySet<string>;
}

export interface VisibleRow {
  row: TraceRowAnswer;
  /** Of the row in the trace. */
  index: number;
  depth: number;
  position: number;
  siblingCount: number;
  /** Whether there are rows below it that could be seen. */
  hasChildren: boolean;
  isExpanded: boolean;
  /** Rows below that a collapsed row keeps out of sight. */
  hiddenCount: number;
  /** Rows below an expanded row, up to the next that is kept, that do not belong to what is looked for. */
  foldedCount: number;
}

/** The lines of the tree: places are numbers, and a line is made when somebody looks at it. */
export interface VisibleRows {
  count: number;
  /** The same object each time; undefined: there is no such line. */
  line: (position: number) => VisibleRow | undefined;
  /** Index in the trace of the row in a line; -1: there is no such line. */
  indexAt: (position: number) => number;
}

/** All rows but those below a collapsed one, and those that are not kept. */
export function visibleRows(shape: TraceShape, fold: Fold, kept: KeptRows | null = null): VisibleRows {
  const { rows } = shape;
  const indices = new Int32Array(rows.length);
  let count = 0;
  let index = 0;
  while (index < rows.length) {
    if (kept !== null && kept.isKept[index] !== 1) {
      // Nothing below a row that is not kept is kept.
      index = at(shape.subtreeEnd, index);
      continue;
    }
    indices[count] = index;
    count += 1;
    index = isCollapsed(shape, fold, index) ? at(shape.subtreeEnd, index) : index + 1;
  }
  const lines: (VisibleRow | undefined)[] = [];
  const indexAt = (position: number): number => (position >= 0 && position < count ? at(indices, position) : -1);
  return {
    count,
    indexAt,
    line: (position) => (lines[position] ??= lineOf(shape, fold, kept, indexAt(position))),
  };
}

function lineOf(shape: TraceShape, fold: Fold, kept: KeptRows | null, index: number): VisibleRow | undefined {
  const row = shape.rows[index];
  if (row === undefined) return undefined;
  const hasChildren = at(kept?.childCount ?? shape.childCount, index) > 0;
  const isClosed = isCollapsed(shape, fold, index);
  return {
    row,
    index,
    depth: row.depth,
    position: at(shape.position, index),
    siblingCount: at(shape.siblingCount, index),
    hasChildren,
    isExpanded: hasChildren && !isClosed,
    hiddenCount: isClosed ? at(shape.subtreeEnd, index) - index - 1 : 0,
    foldedCount: isClosed || kept === null ? 0 : at(kept.foldedCount, index),
  };
}

function isCollapsed(shape: TraceShape, { level, toggled }: Fold, index: number): boolean {
  if (at(shape.childCount, index) === 0) return false;
  const row = shape.rows[index];
  const isBelow = level !== null && (row?.depth ?? 0) + 1 >= level;
  return isBelow !== toggled.has(row?.id ?? '');
}

/** Place among the visible rows of a run, or of what is collapsed or folded over it; -1: not in the trace. */
export function visibleIndexOf(shape: TraceShape, visible: VisibleRows, id: string): number {
  let index = shape.indexById.get(id) ?? -1;
  while (index >= 0) {
    const position = lastUpTo(visible, index);
    if (visible.indexAt(position) === index) return position;
    index = shape.rows[index]?.parent ?? -1;
  }
  return -1;
}

/** The last line whose row is not behind this one: lines are in the trace's order. */
function lastUpTo(visible: VisibleRows, index: number): number {
  let low = 0;
  let high = visible.count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (visible.indexAt(middle) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What is toggled once a row has changed between collapsed and expanded. */
export function toggledWith(toggled: ReadonlySet<string>, ids: Iterable<string>): ReadonlySet<string> {
  const next = new Set(toggled);
  for (const id of ids) if (!next.delete(id)) next.add(id);
  return next;
}

/** What is toggled once no row above a run is collapsed. The same set where none was. */
export function toggledToShow(shape: TraceShape, fold: Fold, id: string): ReadonlySet<string> {
  const index = shape.indexById.get(id);
  if (index === undefined) return fold.toggled;
  const closed = [...ancestorsOf(shape, index)].filter((above) => isCollapsed(shape, fold, above));
  return closed.length === 0 ? fold.toggled : toggledWith(fold.toggled, idsOf(shape, closed));
}

/** What is toggled once a row and all beside it are expanded. The same set where they were. */
export function toggledToOpenBeside(shape: TraceShape, fold: Fold, index: number): ReadonlySet<string> {
  const parent = shape.rows[index]?.parent ?? -1;
  const beside = parent < 0 ? topsOf(shape) : childrenOf(shape, parent);
  const closed = [...beside].filter((one) => isCollapsed(shape, fold, one));
  return closed.length === 0 ? fold.toggled : toggledWith(fold.toggled, idsOf(shape, closed));
}

function* topsOf(shape: TraceShape): Generator<number> {
  for (let top = 0; top < shape.rows.length; top = at(shape.subtreeEnd, top)) yield top;
}

function idsOf(shape: TraceShape, indices: readonly number[]): string[] {
  return indices.map((index) => shape.rows[index]?.id ?? '');
}
