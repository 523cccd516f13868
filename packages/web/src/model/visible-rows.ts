/** Which rows of a trace are on screen: tree and view → what is drawn, line by line. */
import type { TraceRowAnswer } from './answers.js';
import { ancestorsOf, at, type TraceShape } from './trace-shape.js';

export interface VisibleRow {
  row: TraceRowAnswer;
  /** Of the row in the trace. */
  index: number;
  depth: number;
  position: number;
  siblingCount: number;
  hasChildren: boolean;
  isExpanded: boolean;
  /** Rows below that a collapsed row keeps out of sight. */
  hiddenCount: number;
}

/** All rows but those below a collapsed one. */
export function visibleRows(shape: TraceShape, collapsed: ReadonlySet<string>): readonly VisibleRow[] {
  const visible: VisibleRow[] = [];
  let index = 0;
  while (index < shape.rows.length) {
    const row = shape.rows[index];
    if (row === undefined) break;
    const hasChildren = at(shape.childCount, index) > 0;
    const isCollapsed = hasChildren && collapsed.has(row.id);
    const end = at(shape.subtreeEnd, index);
    visible.push({
      row,
      index,
      depth: row.depth,
      position: at(shape.position, index),
      siblingCount: at(shape.siblingCount, index),
      hasChildren,
      isExpanded: hasChildren && !isCollapsed,
      hiddenCount: isCollapsed ? end - index - 1 : 0,
    });
    index = isCollapsed ? end : index + 1;
  }
  return visible;
}

/** Place among the visible rows of a run, or of what is collapsed over it; -1: not in the trace. */
export function visibleIndexOf(shape: TraceShape, visible: readonly VisibleRow[], id: string): number {
  const index = shape.indexById.get(id);
  if (index === undefined) return -1;
  // Visible rows are in the trace's order, so the last one not behind it is the run or a row over it.
  let low = 0;
  let high = visible.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((visible[middle]?.index ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What is collapsed once a run has been made visible. The same set where it was already. */
export function collapsedWithout(shape: TraceShape, collapsed: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const index = shape.indexById.get(id);
  if (index === undefined || collapsed.size === 0) return collapsed;
  const left = new Set(collapsed);
  for (const above of ancestorsOf(shape, index)) left.delete(shape.rows[above]?.id ?? '');
  return left.size === collapsed.size ? collapsed : left;
}

/** Every run that has runs below it. */
export function collapsibleIds(shape: TraceShape): Set<string> {
  return new Set(shape.rows.filter((_, index) => at(shape.childCount, index) > 0).map((row) => row.id));
}
