/** Answers as JSON in UTF-8. */
import { jsonText, packRows, type PackedTrace, type ProcessAnswer } from 'tracenest/wire';
import { timingsOf, type Totals } from '@tracenest/tree';
import { traceAnswer, type AssembledTrace } from './get-trace.js';
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

/**
 * JSON of a PackedTrace but for what each moment says anew (withMoment); null where `root` is no run of
 * it (pick-rows.ts). `nowMs`: milliseconds since 1970.
 */
export function encodeTrace(
  assembled: AssembledTrace,
  beside: Beside,
  totals: Totals,
  prices: TreePrices,
  root: string | null,
  nowMs: number,
): Uint8Array<ArrayBuffer> | null {
  const { rows } = assembled.tree;
  const picked = pickRows(rows, root);
  if (picked === null) return null;
  const timings = timingsOf(assembled.tree, { now: nowMs });
  const answers = picked.indices.flatMap((index) => {
    const row = rows[index];
    return row === undefined ? [] : [rowAnswer(row, totals.rows[index], timings.rows[index], beside)];
  });
  const packed: Omit<PackedTrace, 'now' | 'processes'> = {
    ...traceAnswer(assembled, totals, prices, beside),
    left_out: picked.leftOut,
    table: packRows(picked.leftOut === null ? answers : renumbered(answers, picked, rows)),
  };
  return encodeJson(packed);
}

/** JSON of a PackedTrace. `bytes`: of encodeTrace; `nowMs`: milliseconds since 1970. */
export function withMoment(
  bytes: Uint8Array,
  processes: readonly ProcessAnswer[],
  nowMs: number,
): Uint8Array<ArrayBuffer> {
  const moment: Pick<PackedTrace, 'now'> & { processes: readonly ProcessAnswer[] } = {
    now: new Date(nowMs).toISOString(),
    processes,
  };
  // Both are objects: the last brace of the one gives way to what is within those of the other.
  const end = encodeJson(moment);
  const whole = new Uint8Array(bytes.length + end.length - 1);
  whole.set(bytes);
  whole.set(end, bytes.length - 1);
  whole[bytes.length - 1] = comma;
  return whole;
}

const comma = 0x2c;
