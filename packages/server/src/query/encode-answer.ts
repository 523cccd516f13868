/** Answers as JSON in UTF-8. */
import { jsonText, packRows, type PackedTrace } from 'tracenest/wire';
import { timingsOf } from '@tracenest/tree';
import { totalsOfTrace, traceAnswer, type AssembledTrace } from './get-trace.js';
import type { Beside } from './read-splits.js';
import { rowAnswer } from './row-answer.js';
import type { TreePrices } from './tree-prices.js';

export function encodeJson(value: object): Uint8Array<ArrayBuffer> {
  return encodeText(jsonText(value));
}

export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** JSON of a PackedTrace. `nowMs`: milliseconds since 1970. */
export function encodeTrace(
  assembled: AssembledTrace,
  beside: Beside,
  prices: TreePrices,
  nowMs: number,
): Uint8Array<ArrayBuffer> {
  const { rows } = assembled.tree;
  const totals = totalsOfTrace(assembled, prices);
  const timings = timingsOf(assembled.tree, { now: nowMs });
  const answers = rows.map((row, i) => rowAnswer(row, totals.rows[i], timings.rows[i], beside));
  const packed: PackedTrace = {
    ...traceAnswer(assembled, totals, prices, nowMs, beside),
    left_out: null,
    table: packRows(answers),
  };
  return encodeJson(packed);
}
