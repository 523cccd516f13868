/** Rows of one table that wait while an insert is under way share the next: many requests, few syncs. */
import type { Store } from '../store/store.js';

export class GroupedInsert<Row extends object> {
  #waiting: Row[] = [];
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(
    private readonly store: Store,
    private readonly table: string,
  ) {}

  /** Resolves when the rows are on disk. */
  write(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return Promise.resolve();
    for (const row of rows) this.#waiting.push(row);
    this.#next ??= this.#writing.then(() => {
      const together = this.#waiting;
      this.#waiting = [];
      this.#next = null;
      const written = this.store.insert(this.table, together);
      this.#writing = written.catch(() => {});
      return written;
    });
    return this.#next;
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await this.#next?.catch(() => {});
    await this.#writing;
  }
}
