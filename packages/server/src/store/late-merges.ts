/**
 * Small parts of a table wait to be merged while much is inserted. To merge `payloads` costs nearly as
 * much as all that it takes to insert, most of it for the index of words; a search reads what has no
 * index yet, so that only so much may wait. Of this process only: the engine forgets it with the process.
 */
import { sql } from './sql.js';
import type { Reader } from './store.js';

/** So many bytes within so many milliseconds make merges wait: 20 traces a second of ten runs. */
const busyBytes = 2 * 2 ** 20;
const busyMs = 4_000;
/** What may wait: parts, and bytes as they were inserted. About 10,000 traces of ten runs. */
const mostParts = 250;
const mostBytes = 256 * 2 ** 20;
/** Once so much has waited, merges go on until only so many parts are left. */
const fewParts = 60;
/** To make merges wait gives up those under way: no more than this may be lost. Bytes on disk. */
const mostGivenUp = 32 * 2 ** 20;
const lookMs = 1_000;

export class LateMerges {
  /** Since merges wait; null: they do not. */
  #waiting: { parts: number; bytes: number } | null = null;
  /** The latest inserts, `at` milliseconds of performance.now(). */
  #inserts: { at: number; bytes: number }[] = [];
  /** Others that change parts just now. */
  #changes = 0;
  #timer: NodeJS.Timeout | null = null;
  /** One statement after the other. */
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** `command`: says a statement to the engine. */
  constructor(
    private readonly table: string,
    private readonly reader: Pick<Reader, 'query'>,
    private readonly command: (statement: string) => Promise<void>,
  ) {}

  /** `bytes` were inserted into the table. */
  inserted(bytes: number): void {
    this.#inserts.push({ at: performance.now(), bytes });
    if (this.#waiting !== null) {
      this.#waiting.parts += 1;
      this.#waiting.bytes += bytes;
      if (this.#isTooMuch()) void this.#inTurn(() => this.#letGo());
    }
    if (this.#isClosed) return;
    this.#timer ??= setInterval(() => void this.#inTurn(() => this.#look()), lookMs).unref();
  }

  /** For what changes parts that are there, such as a deletion: it would wait as merges do. */
  async during<Result>(change: () => Promise<Result>): Promise<Result> {
    this.#changes += 1;
    try {
      await this.#inTurn(() => this.#letGo());
      return await change();
    } finally {
      this.#changes -= 1;
    }
  }

  /** Merges go on for whoever opens the store next in this process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopLooking();
    await this.#inTurn(() => this.#letGo());
  }

  async #look(): Promise<void> {
    if (this.#isClosed) return;
    if (!this.#isBusy()) {
      this.#stopLooking();
      await this.#letGo();
    } else if (this.#waiting === null && this.#changes === 0) {
      const { parts, merging } = await this.#read();
      // Meanwhile a deletion may have begun.
      if (parts <= fewParts && merging <= mostGivenUp && this.#changes === 0) await this.#hold(parts);
    }
  }

  #isBusy(): boolean {
    const since = performance.now() - busyMs;
    this.#inserts = this.#inserts.filter(({ at }) => at >= since);
    return this.#inserts.reduce((sum, { bytes }) => sum + bytes, 0) >= busyBytes;
  }

  #isTooMuch(): boolean {
    return this.#waiting !== null && (this.#waiting.parts >= mostParts || this.#waiting.bytes >= mostBytes);
  }

  async #read(): Promise<{ parts: number; merging: number }> {
    const here = sql`database = currentDatabase() AND table = ${this.table}`;
    const [row] = await this.reader.query<{ parts: number; merging: number }>(
      sql`SELECT (SELECT count() FROM system.parts WHERE active AND ${here}) AS parts,
                 (SELECT sum(total_size_bytes_compressed) FROM system.merges WHERE ${here}) AS merging`,
    );
    return row ?? { parts: 0, merging: 0 };
  }

  async #hold(parts: number): Promise<void> {
    await this.#say('STOP');
    this.#waiting = { parts, bytes: 0 };
  }

  async #letGo(): Promise<void> {
    if (this.#waiting === null) return;
    await this.#say('START');
    this.#waiting = null;
  }

  #say(what: 'STOP' | 'START'): Promise<void> {
    return this.command(`SYSTEM ${what} MERGES ${this.table}`);
  }

  #stopLooking(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** What fails leaves merges as they are: the next insert or look tries again. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(step).catch(() => undefined);
    return this.#last;
  }
}
