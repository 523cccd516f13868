/**
 * What stays of a tree of which only some runs are looked for: these, and all runs above them, so
 * that each stays where it is. What is folded away is counted where it was.
 */
import type { TraceRowAnswer } from './answers.js';
import { at, type TraceShape } from './trace-shape.js';

export interface KeptRows {
  /** By row: 1 where it is kept. A row is never kept without those above it; rows at the top always are. */
  isKept: Uint8Array;
  /** By row: how many of its children are kept. */
  childCount: Int32Array;
  /** By kept row: rows below it, up to the next kept one, that are not. */
  foldedCount: Int32Array;
  /** Of the whole trace. */
  foldedTotal: number;
}

export function keptRows(shape: TraceShape, isWanted: (index: number) => boolean): KeptRows {
  const { rows } = shape;
  const isKept = new Uint8Array(rows.length);
  const childCount = new Int32Array(rows.length);
  // Backwards, so that a parent hears of every child before it is asked itself.
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const parent = rows[index]?.parent ?? -1;
    if (isKept[index] !== 1 && parent >= 0 && !isWanted(index)) continue;
    isKept[index] = 1;
    if (parent < 0) continue;
    isKept[parent] = 1;
    childCount[parent] = at(childCount, parent) + 1;
  }
  return { isKept, childCount, ...folded(rows, isKept) };
}

function folded(rows: TraceShape['rows'], isKept: Uint8Array): Pick<KeptRows, 'foldedCount' | 'foldedTotal'> {
  const foldedCount = new Int32Array(rows.length);
  /** The row itself or the nearest one above it that is kept. */
  const nearest = new Int32Array(rows.length);
  let foldedTotal = 0;
  rows.forEach((row, index) => {
    const place = isKept[index] === 1 ? index : at(nearest, row.parent);
    nearest[index] = place;
    if (place === index) return;
    foldedCount[place] = at(foldedCount, place) + 1;
    foldedTotal += 1;
  });
  return { foldedCount, foldedTotal };
}

const callTypes: ReadonlySet<string | null> = new Set(['llm', 'embedding', 'tool', 'retriever']);

/** Whether a run calls a model or a tool, or has failed: a failure is never folded away. */
export function isCall({ run_type, status }: Pick<TraceRowAnswer, 'run_type' | 'status'>): boolean {
  return callTypes.has(run_type) || status === 'error';
}
