/** What a key does in the tree: the keyboard of the WAI-ARIA tree pattern, as a function of the rows. */
import type { VisibleRow } from './visible-rows.js';

export type TreeAction =
  | { do: 'select'; index: number }
  | { do: 'expand' | 'collapse'; id: string }
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
  { key: 'Enter', does: 'Go to the details' },
];

/** Rows that PageUp and PageDown pass over. */
const PAGE_ROWS = 20;

/**
 * @param current place of the selected row among the visible ones; -1: none
 * @returns null for a key that the tree leaves alone
 */
export function treeAction(rows: readonly VisibleRow[], current: number, key: string): TreeAction | null {
  const row = rows[current];
  if (rows.length === 0) return null;
  if (key === 'Home') return { do: 'select', index: 0 };
  if (key === 'End') return { do: 'select', index: rows.length - 1 };
  if (key in steps) return step(rows, current, steps[key as keyof typeof steps]);
  if (row === undefined) return null;
  if (key === 'Enter') return { do: 'open' };
  if (key === ' ') return row.hasChildren ? { do: row.isExpanded ? 'collapse' : 'expand', id: row.row.id } : null;
  if (key === 'ArrowRight') return goIn(row, current);
  if (key === 'ArrowLeft') return goOut(rows, row, current);
  return null;
}

const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE_ROWS, PageUp: -PAGE_ROWS };

function step(rows: readonly VisibleRow[], current: number, by: number): TreeAction {
  return { do: 'select', index: current < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, current + by)) };
}

function goIn(row: VisibleRow, current: number): TreeAction | null {
  if (!row.hasChildren) return null;
  return row.isExpanded ? { do: 'select', index: current + 1 } : { do: 'expand', id: row.row.id };
}

function goOut(rows: readonly VisibleRow[], row: VisibleRow, current: number): TreeAction | null {
  if (row.isExpanded) return { do: 'collapse', id: row.row.id };
  for (let above = current - 1; above >= 0; above -= 1) {
    if (rows[above]?.index === row.row.parent) return { do: 'select', index: above };
  }
  return null;
}
