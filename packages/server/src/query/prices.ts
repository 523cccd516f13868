/**
 * The prices in use: those that come with Tracenest, or others that are kept on the shelf
 * (price-shelf.ts), which is looked at again and again; prices that cannot be read are said and
 * those before them stay in use.
 */
import { createHash } from 'node:crypto';
import { PriceFileError, priceTable, readPriceFile, type PriceFile } from '@tracenest/tree';
import { canonicalJson } from 'tracenest/wire';
import type { Json, PricesAnswer } from 'tracenest/wire';
import { isStoreAway } from '../errors.js';
import type { PriceShelf } from './price-shelf.js';

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
  readonly #shelf: PriceShelf;
  #inUse = builtInPrices;
  #from: PricesAnswer['from'] = 'built-in';
  #error: string | null = null;
  /** Of what was read last; empty: there was nothing. */
  #mark = '';
  #timer: NodeJS.Timeout | null = null;

  constructor(shelf: PriceShelf) {
    this.#shelf = shelf;
  }

  /** Reads what is kept and begins to look for changes of it. */
  async open(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), this.#shelf.lookMs).unref();
  }

  get inUse(): PricesInUse {
    return this.#inUse;
  }

  answer(): PricesAnswer {
    const { version, file } = this.#inUse;
    return { version, from: this.#from, path: this.#shelf.path, error: this.#error, prices: file as unknown as Json };
  }

  /** Keeps the prices and uses them. Throws PriceFileError if it is not a price file; then nothing changes. */
  async save(value: unknown): Promise<PricesAnswer> {
    const file = readPriceFile(value);
    await this.#shelf.save(`${JSON.stringify(file, null, 2)}\n`);
    await this.look();
    return this.answer();
  }

  /** Forgets what is kept: the prices that come with Tracenest are used again. */
  async reset(): Promise<PricesAnswer> {
    await this.#shelf.clear();
    await this.look();
    return this.answer();
  }

  /** Reads what is kept if it has changed. Never throws: what is wrong is in the answer. */
  async look(): Promise<void> {
    try {
      const kept = await this.#shelf.look();
      if (kept === null) {
        this.#mark = '';
        this.#use(builtInPrices, 'built-in', null);
        return;
      }
      if (kept.mark === this.#mark) return;
      this.#mark = kept.mark;
      if (kept.size > maxBytes) throw new PriceFileError('the file', `at most ${maxBytes} bytes`);
      const file = readPriceFile(JSON.parse(await kept.text()));
      this.#use({ version: versionOf(file), file }, 'file', null);
    } catch (error) {
      // A store that is away is told where it is asked for; the prices are the same then.
      if (isStoreAway(error)) return;
      this.#use(this.#inUse, this.#from, error instanceof Error ? error.message : String(error));
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
