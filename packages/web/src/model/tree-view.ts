/** How the reader's choices change where something else is to be seen. */
import type { TraceShape } from './trace-shape.js';
import { keptRows, isCall, type KeptRows } from './kept-rows.js';
import type { Hits } from './tree-search.js';
import type { View } from './view.js';
import { toggledToShow } from './visible-rows.js';

/** What is kept of the rows by these choices; null: every row. A search that finds nothing folds nothing away. */
export function keptBy(shape: TraceShape, isCallsOnly: boolean, hits: Hits | null): KeptRows | null {
  const isHit = hits === null || hits.indices.length === 0 ? null : hits.isHit;
  if (!isCallsOnly && isHit === null) return null;
  return keptRows(shape, (index) => {
    if (isHit !== null && isHit[index] !== 1) return false;
    const row = shape.rows[index];
    return !isCallsOnly || (row !== undefined && isCall(row));
  });
}

/** Selects a run and has it seen: what is collapsed over it is opened, and what folds it away ends. */
export function changeToShow(shape: TraceShape, view: View, kept: KeptRows | null, id: string): Partial<View> {
  const index = shape.indexById.get(id);
  const isFolded = index !== undefined && kept !== null && kept.isKept[index] !== 1;
  return {
    run: id,
    toggled: toggledToShow(shape, view, id),
    ...(isFolded ? { sought: '', isCallsOnly: false } : {}),
  };
}

/** Looks for a text. When a search begins all is opened, so that everything it finds is seen. */
export function changeToSeek(view: View, sought: string): Partial<View> {
  return view.sought === '' && sought !== '' ? { sought, level: null, toggled: new Set() } : { sought };
}
