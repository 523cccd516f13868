/** Which lines of a comparison are on screen, and the next of them that differs. */
import { at } from '../trace-shape.js';
import type { TreeLine, TreeLines } from '../tree-keys.js';
import { differenceAt, lineId, type Comparison } from './compare-traces.js';

export interface CompareRow extends TreeLine {
  /** Lines below that a collapsed one keeps out of sight, and how many of them differ. */
  hiddenCount: number;
  hiddenDiffering: number;
}

export interface CompareRows extends TreeLines {
  line: (position: number) => CompareRow | undefined;
}

/** @param isOnlyDifferences without lines that are the same and have only such below them */
export function compareRows(
  comparison: Comparison,
  collapsed: ReadonlySet<string>,
  isOnlyDifferences: boolean,
): CompareRows {
  const { lineCount, end, differing } = comparison;
  const indices = new Int32Array(lineCount);
  let count = 0;
  for (let index = 0; index < lineCount;) {
    const isLeftOut = isOnlyDifferences && at(differing, index) === 0;
    if (!isLeftOut) {
      indices[count] = index;
      count += 1;
    }
    const isClosed = isLeftOut || (collapsed.size > 0 && collapsed.has(lineId(comparison, index)));
    index = isClosed ? at(end, index) : index + 1;
  }
  const indexAt = (position: number): number => (position >= 0 && position < count ? at(indices, position) : -1);
  return {
    count,
    indexAt,
    line: (position) => {
      const index = indexAt(position);
      return index < 0 ? undefined : rowOf(comparison, collapsed, isOnlyDifferences, index);
    },
  };
}

function rowOf(
  comparison: Comparison,
  collapsed: ReadonlySet<string>,
  isOnlyDifferences: boolean,
  index: number,
): CompareRow {
  const id = lineId(comparison, index);
  const below = at(comparison.end, index) - index - 1;
  const belowDiffering = at(comparison.differing, index) - ownDifference(comparison, index);
  const hasChildren = (isOnlyDifferences ? belowDiffering : below) > 0;
  const isClosed = hasChildren && collapsed.has(id);
  return {
    index,
    row: { id, parent: at(comparison.parent, index) },
    hasChildren,
    isExpanded: hasChildren && !isClosed,
    hiddenCount: isClosed ? below : 0,
    hiddenDiffering: isClosed ? belowDiffering : 0,
  };
}

function ownDifference(comparison: Comparison, line: number): number {
  return differenceAt(comparison, line) === 'same' ? 0 : 1;
}

/** Place of a line among the rows, or of what is collapsed over it; -1: it is not there. */
export function rowIndexOf(comparison: Comparison, rows: CompareRows, line: number): number {
  let found = -1;
  for (let low = 0, high = rows.count - 1; low <= high;) {
    const middle = Math.floor((low + high) / 2);
    if (rows.indexAt(middle) <= line) [found, low] = [middle, middle + 1];
    else high = middle - 1;
  }
  const row = rows.line(found);
  if (row === undefined || row.index === line) return found;
  const isBelow = row.hiddenCount > 0 && line < at(comparison.end, row.index);
  return isBelow ? found : -1;
}

/** The next line that differs, round and round; null: there is none. */
export function nextDifference(comparison: Comparison, from: number, step: 1 | -1): number | null {
  const { lineCount } = comparison;
  for (let passed = 1; passed <= lineCount; passed += 1) {
    const line = (Math.max(from, step > 0 ? -1 : 0) + step * passed + lineCount * 2) % lineCount;
    if (differenceAt(comparison, line) !== 'same') return line;
  }
  return null;
}

/** What is collapsed once a line can be seen. */
export function collapsedOver(
  comparison: Comparison,
  collapsed: ReadonlySet<string>,
  line: number,
): ReadonlySet<string> {
  const left = new Set(collapsed);
  for (let above = at(comparison.parent, line); above >= 0; above = at(comparison.parent, above)) {
    left.delete(lineId(comparison, above));
  }
  return left.size === collapsed.size ? collapsed : left;
}
