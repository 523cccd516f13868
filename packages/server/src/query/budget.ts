/**
 * What one question may cost. It is asked in steps: each gets what is left of the time, and none
 * begins when the time is over or the asker has gone; a step under way is stopped then, and every
 * step carries the limits itself.
 */
import type { QueryLimits } from '../store/store.js';

/** The time is over, the asker has gone, or a step needed more memory than one may take. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
  constructor(readonly spent: 'time' | 'memory') {
    super(`The question was given up: it needs more ${spent} than one question may take.`);
  }
}

export interface BudgetOptions {
  /** Seconds for all steps together. Default 15. */
  maxSeconds?: number;
  /** Bytes that one step may take in the store. Default 1 GiB. */
  maxMemoryBytes?: number;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal;
}

export class Budget {
  readonly #endMs: number;
  readonly #maxMemoryBytes: number;
  readonly #signal: AbortSignal | undefined;

  constructor({ maxSeconds = 15, maxMemoryBytes = 2 ** 30, signal }: BudgetOptions = {}) {
    this.#endMs = performance.now() + maxSeconds * 1000;
    this.#maxMemoryBytes = maxMemoryBytes;
    this.#signal = signal;
  }

  /** Runs a step. Throws BudgetSpent instead of beginning, or when the store gave up; else what the step throws. */
  async step<T>(work: (limits: QueryLimits) => Promise<T>): Promise<T> {
    const leftMs = this.#endMs - performance.now();
    if (leftMs <= 0 || this.#hasGone()) throw new BudgetSpent('time');
    try {
      return await work({
        maxSeconds: Math.ceil(leftMs / 1000),
        maxMemoryBytes: this.#maxMemoryBytes,
        ...(this.#signal === undefined ? {} : { signal: this.#signal }),
      });
    } catch (error) {
      const spent = this.#hasGone() ? 'time' : spentIn(error);
      throw spent === null ? error : new BudgetSpent(spent);
    }
  }

  #hasGone(): boolean {
    return this.#signal?.aborted === true;
  }
}

/** By ClickHouse's code of the error: TIMEOUT_EXCEEDED, MEMORY_LIMIT_EXCEEDED. */
function spentIn(error: unknown): BudgetSpent['spent'] | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  if (error.code === '159') return 'time';
  return error.code === '241' ? 'memory' : null;
}
