/**
 * Answers about traces, encoded, for readers who ask for the same trace again: the second one waits
 * for two small queries instead of for the tree. Only of traces of which nothing changes by itself.
 */
import type { AssembledTrace } from './get-trace.js';

/** Bytes of all kept answers together. */
const maxBytes = 64 * 2 ** 20;
/** The store forgets changes after an hour: what is older could not be told from what changed since. */
const maxAgeMs = 30 * 60_000;

interface Kept {
  bytes: Uint8Array<ArrayBuffer>;
  state: string;
  atMs: number;
}

export class AnswerCache {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  /** Whether there may be an answer: get tells. */
  has(question: string): boolean {
    return this.#kept.has(question);
  }

  /** A copy, for the caller to hand on. `state`: all that the answer was made from, as it is now. `nowMs`: milliseconds since 1970. */
  get(question: string, state: string, nowMs: number): Uint8Array<ArrayBuffer> | null {
    const kept = this.#kept.get(question);
    if (kept === undefined) return null;
    if (kept.state === state && Math.abs(nowMs - kept.atMs) < maxAgeMs) return kept.bytes.slice();
    this.#forget(question, kept);
    return null;
  }

  /** `state`: before the answer was made. */
  keep(question: string, bytes: Uint8Array, state: string, nowMs: number): void {
    const before = this.#kept.get(question);
    if (before !== undefined) this.#forget(question, before);
    if (bytes.length > maxBytes) return;
    this.#kept.set(question, { bytes: bytes.slice(), state, atMs: nowMs });
    this.#bytes += bytes.length;
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= maxBytes) break;
      this.#forget(oldest, kept);
    }
  }

  #forget(question: string, { bytes }: Kept): void {
    this.#kept.delete(question);
    this.#bytes -= bytes.length;
  }
}

/** Whether an answer stays right until something arrives: no clock, beat or other trace has a say in it. */
export function isSettled({ tree, processes }: AssembledTrace): boolean {
  return (
    tree.rows.every(({ placeholder, status }) => placeholder === null && status !== 'pending') &&
    processes.every(({ state }) => state !== 'alive')
  );
}
