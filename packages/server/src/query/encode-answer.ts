/** Answers as JSON in UTF-8. */
import { jsonText, packRows, type PackedTrace } from 'tracenest/wire';
import { timingsOf } from '@tracenest/tree';
import { totalsOfTrace, traceAnswer, type AssembledTrace } from './get-trace.js';
import type { Beside } from './read-splits.js';
import { pickRows, renumbered } from './pick-rows.js';
import { rowAnswer } from './row-answer.js';
import type { TreePrices } from './tree-prices.js';

export function encodeJson(value: object): Uint8Array<ArrayBuffer> {
  return encodeText(jsonText(value));
}

export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** JSON of a PackedTrace; null where `root` is no run of it (pick-rows.ts). `nowMs`: milliseconds since 1970. */
export function encodeTrace(
  assembled: AssembledTrace,
  beside: Beside,
  prices: TreePrices,
  root: string | null,
  nowMs: number,
): Uint8Array<ArrayBuffer> | null {
  const { rows } = assembled.tree;
  const picked = pickRows(rows, root);
  if (picked === null) return null;
  const totals = totalsOfTrace(assembled, prices);
  const timings = timingsOf(assembled.tree, { now: nowMs });
  const answers = picked.indices.flatMap((index) => {
    const row = rows[index];
    return row === undefined ? [] : [rowAnswer(row, totals.rows[index], timings.rows[index], beside)];
  });
  const packed: PackedTrace = {
    ...traceAnswer(assembled, totals, prices, nowMs, beside),
    left_out: picked.leftOut,
    table: packRows(picked.leftOut === null ? answers : renumbered(answers, picked, rows)),
  };
  return encodeJson(packed);
}
