/** What a key does in the tree: the keyboard of the WAI-ARIA tree pattern, as a function of the rows. */

/** What keys go by: lines of a tree by their place on screen. */
export interface TreeLine {
  row: { id: string; /** Index of the row above it. */ parent: number };
  /** Of the row in the tree. */
  index: number;
  hasChildren: boolean;
  isExpanded: boolean;
}

export interface TreeLines {
  count: number;
  line: (position: number) => TreeLine | undefined;
  indexAt: (position: number) => number;
}

export type TreeAction =
  | { do: 'select'; index: number }
  | { do: 'expand' | 'collapse'; id: string }
  /** Expand the selected row and all beside it. */
  | { do: 'expand-beside'; index: number }
  /** Go on to the details of the selected run. */
  | { do: 'open' };

/** Each key that {@link treeAction} knows, in words. */
export const treeKeyNotes: readonly { key: string; does: string }[] = [
  { key: 'ArrowDown', does: 'Next run' },
  { key: 'ArrowUp', does: 'Previous run' },
  { key: 'ArrowRight', does: 'Expand, then go to the first child' },
  { key: 'ArrowLeft', does: 'Collapse, then go to the parent' },
  { key: 'Home', does: 'First run' },
  { key: 'End', does: 'Last run' },
  { key: 'PageDown', does: 'Twenty runs down' },
  { key: 'PageUp', does: 'Twenty runs up' },
  { key: ' ', does: 'Expand or collapse' },
  { key: '*', does: 'Expand all beside it' },
  { key: 'Enter', does: 'Go to the details' },
];

/** Rows that PageUp and PageDown pass over. */
const PAGE_ROWS = 20;

/**
 * @param current place of the selected row among the visible ones; -1: none
 * @returns null for a key that the tree leaves alone
 */
export function treeAction(rows: TreeLines, current: number, key: string): TreeAction | null {
  const row = rows.line(current);
  if (rows.count === 0) return null;
  if (key === 'Home') return { do: 'select', index: 0 };
  if (key === 'End') return { do: 'select', index: rows.count - 1 };
  if (key in steps) return step(rows, current, steps[key as keyof typeof steps]);
  if (row === undefined) return null;
  if (key === 'Enter') return { do: 'open' };
  if (key === '*') return { do: 'expand-beside', index: row.index };
  if (key === ' ') return row.hasChildren ? { do: row.isExpanded ? 'collapse' : 'expand', id: row.row.id } : null;
  if (key === 'ArrowRight') return goIn(row, current);
  if (key === 'ArrowLeft') return goOut(rows, row, current);
  return null;
}

const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE_ROWS, PageUp: -PAGE_ROWS };

function step(rows: TreeLines, current: number, by: number): TreeAction {
  return { do: 'select', index: current < 0 ? 0 : Math.min(rows.count - 1, Math.max(0, current + by)) };
}

function goIn(row: TreeLine, current: number): TreeAction | null {
  if (!row.hasChildren) return null;
  return row.isExpanded ? { do: 'select', index: current + 1 } : { do: 'expand', id: row.row.id };
}

function goOut(rows: TreeLines, row: TreeLine, current: number): TreeAction | null {
  if (row.isExpanded) return { do: 'collapse', id: row.row.id };
  for (let above = current - 1; above >= 0; above -= 1) {
    if (rows.indexAt(above) === row.row.parent) return { do: 'select', index: above };
  }
  return null;
}
