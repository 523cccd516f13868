/** Answers as JSON in UTF-8, written in pieces: a trace of a million runs is longer than the longest text. */
import { jsonText } from 'tracenest/wire';
import { rowAnswer, traceAnswer, type AssembledTrace } from './get-trace.js';

const rowsPerPiece = 4_000;

export function encodeJson(value: object): Uint8Array<ArrayBuffer> {
  return encodeText(jsonText(value));
}

export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** JSON of a TraceAnswer. `nowMs`: milliseconds since 1970. */
export function encodeTrace(assembled: AssembledTrace, nowMs: number): Uint8Array<ArrayBuffer> {
  const { rows } = assembled.tree;
  const head = JSON.stringify(traceAnswer(assembled, nowMs)).slice(0, -1);
  const pieces = [Buffer.from(`${head},"rows":[`)];
  for (let from = 0; from < rows.length; from += rowsPerPiece) {
    const list = JSON.stringify(rows.slice(from, from + rowsPerPiece).map(rowAnswer)).slice(1, -1);
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
