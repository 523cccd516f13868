/**
 * Answers that are given again while nothing was written to the tables that they were read from: the
 * few rows that nearly every question needs, as the names of the projects. Only for a store to which
 * this process alone writes.
 */
import type { QueryText } from './store.js';

/** The oldest are forgotten: there are few such questions. */
const mostKept = 100;

export class KeptAnswers {
  readonly #kept = new Map<string, { state: string; answer: Uint8Array }>();
  /** How often was begun or ended to write to a table. */
  readonly #writes = new Map<string, number>();
  /** To any table. */
  #commands = 0;

  /** `tables`: all that the query reads. `ask` asks the engine. The bytes are the caller's own. */
  async get(
    { text, params }: QueryText,
    tables: readonly string[],
    ask: () => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const question = JSON.stringify([text, params]);
    // What is written while it is asked may be in the answer or not: then it is kept for nobody.
    const state = this.#stateOf(tables);
    const kept = this.#kept.get(question);
    // A copy, which slice makes none of a Buffer's: the caller may hand the bytes to another thread.
    if (kept?.state === state) return new Uint8Array(kept.answer);
    const answer = await ask();
    this.#kept.delete(question);
    this.#kept.set(question, { state, answer: new Uint8Array(answer) });
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > mostKept && !oldest.done) this.#kept.delete(oldest.value);
    return answer;
  }

  /** Inserts rows. */
  async insert(table: string, work: () => Promise<unknown>): Promise<void> {
    const count = (): unknown => this.#writes.set(table, (this.#writes.get(table) ?? 0) + 1);
    count();
    await work().finally(count);
  }

  /** Does anything else. */
  async command(work: () => Promise<unknown>): Promise<void> {
    this.#commands += 1;
    await work().finally(() => (this.#commands += 1));
  }

  #stateOf(tables: readonly string[]): string {
    return [this.#commands, ...tables.map((table) => this.#writes.get(table) ?? 0)].join(' ');
  }
}
