/** Answers as JSON in UTF-8, written in pieces: a trace of a million runs is longer than the longest text. */
import { jsonText } from 'tracenest/wire';
import { timingsOf } from '@tracenest/tree';
import { totalsOfTrace, traceAnswer, type AssembledTrace } from './get-trace.js';
import type { Beside } from './read-splits.js';
import { rowAnswer } from './row-answer.js';
import type { TreePrices } from './tree-prices.js';

const rowsPerPiece = 4_000;

export function encodeJson(value: object): Uint8Array<ArrayBuffer> {
  return encodeText(jsonText(value));
}

export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** JSON of a TraceAnswer. `nowMs`: milliseconds since 1970. */
export function encodeTrace(
  assembled: AssembledTrace,
  beside: Beside,
  prices: TreePrices,
  nowMs: number,
): Uint8Array<ArrayBuffer> {
  const { rows } = assembled.tree;
  const totals = totalsOfTrace(assembled, prices);
  const timings = timingsOf(assembled.tree, { now: nowMs });
  const head = JSON.stringify(traceAnswer(assembled, totals, prices, nowMs, beside)).slice(0, -1);
  const pieces = [Buffer.from(`${head},"rows":[`)];
  for (let from = 0; from < rows.length; from += rowsPerPiece) {
    const piece = rows
      .slice(from, from + rowsPerPiece)
      .map((row, i) => rowAnswer(row, totals.rows[from + i], timings.rows[from + i], beside));
    const list = JSON.stringify(piece).slice(1, -1);
    pieces.push(Buffer.from(from === 0 ? list : `,${list}`));
  }
  pieces.push(Buffer.from(']}'));
  return joined(pieces);
}

/** In memory of its own, which can be handed to another thread. */
function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
