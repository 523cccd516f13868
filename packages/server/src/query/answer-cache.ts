/**
 * Answers about traces, encoded, for readers who ask for the same trace again: the second one waits
 * for two small queries instead of for the tree. Only of traces of which nothing changes by itself.
 */
import type { LastingAnswer } from './lasting-answers.js';

/** Bytes of all kept answers together. */
const maxBytes = 64 * 2 ** 20;
/** The store forgets changes after an hour: what is older could not be told from what changed since. */
const maxAgeMs = 30 * 60_000;

interface Kept {
  answer: LastingAnswer;
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

  /** Its bytes are not the caller's own. `state`: all that the answer was made from, as it is now. `nowMs`: milliseconds since 1970. */
  get(question: string, state: string, nowMs: number): LastingAnswer | null {
    const kept = this.#kept.get(question);
    if (kept === undefined) return null;
    if (kept.state === state && Math.abs(nowMs - kept.atMs) < maxAgeMs) return kept.answer;
    this.#forget(question, kept);
    return null;
  }

  /** `state`: before the answer was made. */
  keep(question: string, answer: LastingAnswer, state: string, nowMs: number): void {
    const before = this.#kept.get(question);
    if (before !== undefined) this.#forget(question, before);
    const { length } = answer.bytes;
    if (length > maxBytes) return;
    this.#kept.set(question, { answer, state, atMs: nowMs });
    this.#bytes += length;
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= maxBytes) break;
      this.#forget(oldest, kept);
    }
  }

  #forget(question: string, { answer }: Kept): void {
    this.#kept.delete(question);
    this.#bytes -= answer.bytes.length;
  }
}
