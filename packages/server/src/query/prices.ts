/**
 * The prices in use: those that come with Tracenest, or `prices.json` in the data directory, which
 * people edit. The file is looked at every two seconds; one that cannot be read is said and the
 * prices before it stay in use.
 */
import { createHash } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PriceFileError, priceTable, readPriceFile, type PriceFile } from '@tracenest/tree';
import { canonicalJson } from 'tracenest/wire';
import type { Json, PricesAnswer } from 'tracenest/wire';

const lookMs = 2_000;
const fileName = 'prices.json';
/** The prices that come with Tracenest take a hundredth of it. */
const maxBytes = 4 * 2 ** 20;

export { PriceFileError };

/** Prices and what tells them from others. */
export interface PricesInUse {
  version: string;
  file: PriceFile;
}

/** Those that come with Tracenest. */
export const builtInPrices: PricesInUse = { version: versionOf(priceTable), file: priceTable };

export class Prices {
  readonly #path: string;
  #inUse = builtInPrices;
  #from: PricesAnswer['from'] = 'built-in';
  #error: string | null = null;
  /** Of the file when it was read last; empty: there was none. */
  #mark = '';
  #timer: NodeJS.Timeout | null = null;

  /** `directory`: the data directory. */
  constructor(directory: string) {
    this.#path = join(directory, fileName);
  }

  /** Reads the file and begins to look for changes of it. */
  async open(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), lookMs).unref();
  }

  get inUse(): PricesInUse {
    return this.#inUse;
  }

  answer(): PricesAnswer {
    const { version, file } = this.#inUse;
    return { version, from: this.#from, path: this.#path, error: this.#error, prices: file as unknown as Json };
  }

  /** Writes the file and uses it. Throws PriceFileError if it is not a price file; then nothing changes. */
  async save(value: unknown): Promise<PricesAnswer> {
    const file = readPriceFile(value);
    const unfinished = `${this.#path}.${process.pid}.new`;
    await writeFile(unfinished, `${JSON.stringify(file, null, 2)}\n`);
    await rename(unfinished, this.#path);
    await this.look();
    return this.answer();
  }

  /** Removes the file: the prices that come with Tracenest are used again. */
  async reset(): Promise<PricesAnswer> {
    await rm(this.#path, { force: true });
    await this.look();
    return this.answer();
  }

  /** Reads the file if it has changed. Never throws: what is wrong is in the answer. */
  async look(): Promise<void> {
    try {
      const { mtimeMs, size } = await stat(this.#path);
      const mark = `${mtimeMs} ${size}`;
      if (mark === this.#mark) return;
      this.#mark = mark;
      if (size > maxBytes) throw new PriceFileError('the file', `at most ${maxBytes} bytes`);
      const file = readPriceFile(JSON.parse(await readFile(this.#path, 'utf8')));
      this.#use({ version: versionOf(file), file }, 'file', null);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        this.#mark = '';
        this.#use(builtInPrices, 'built-in', null);
      } else {
        this.#use(this.#inUse, this.#from, error instanceof Error ? error.message : String(error));
      }
    }
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #use(prices: PricesInUse, from: PricesAnswer['from'], error: string | null): void {
    this.#inUse = prices;
    this.#from = from;
    this.#error = error;
  }
}

function versionOf(file: PriceFile): string {
  return createHash('sha256').update(canonicalJson(file)).digest('hex').slice(0, 16);
}
