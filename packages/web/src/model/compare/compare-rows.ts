/** Which lines of a comparison are on screen, and the next of them that differs. */
import { at } from '../trace-shape.js';
import { differenceAt, lineId, type Comparison } from './compare-traces.js';

export interface CompareRow {
  /** Of the line in the comparison. */
  index: number;
  /** Its id in an address, and the line above it. */
  row: { id: string; parent: number };
  hasChildren: boolean;
  isExpanded: boolean;
  /** Lines below that a collapsed one keeps out of sight, and how many of them differ. */
  hiddenCount: number;
  hiddenDiffering: number;
}

/** @param isOnlyDifferences without lines that are the same and have only such below them */
export function compareRows(
  comparison: Comparison,
  collapsed: ReadonlySet<string>,
  isOnlyDifferences: boolean,
): readonly CompareRow[] {
  const { lineCount, end, parent, differing } = comparison;
  const rows: CompareRow[] = [];
  let index = 0;
  while (index < lineCount) {
    const behind = at(end, index);
    if (isOnlyDifferences && at(differing, index) === 0) {
      index = behind;
      continue;
    }
    const id = lineId(comparison, index);
    const isLeaf =
      behind === index + 1 || (isOnlyDifferences && at(differing, index) === ownDifference(comparison, index));
    const isCollapsed = !isLeaf && collapsed.has(id);
    rows.push({
      index,
      row: { id, parent: at(parent, index) },
      hasChildren: !isLeaf,
      isExpanded: !isLeaf && !isCollapsed,
      hiddenCount: isCollapsed ? behind - index - 1 : 0,
      hiddenDiffering: isCollapsed ? at(differing, index) - ownDifference(comparison, index) : 0,
    });
    index = isCollapsed ? behind : index + 1;
  }
  return rows;
}

function ownDifference(comparison: Comparison, line: number): number {
  return differenceAt(comparison, line) === 'same' ? 0 : 1;
}

/** Place of a line among the rows, or of what is collapsed over it; -1: it is not there. */
export function rowIndexOf(rows: readonly CompareRow[], line: number): number {
  let found = -1;
  for (let low = 0, high = rows.length - 1; low <= high;) {
    const middle = Math.floor((low + high) / 2);
    if ((rows[middle]?.index ?? 0) <= line) [found, low] = [middle, middle + 1];
    else high = middle - 1;
  }
  const row = rows[found];
  return row !== undefined && (row.index === line || row.hiddenCount > 0) ? found : -1;
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
