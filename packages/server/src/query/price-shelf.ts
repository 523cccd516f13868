/**
 * Where prices that were edited are kept: in a file of the data directory, which people edit, or in
 * the store, where several processes use one.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSetting, saveSetting } from '../store/installation.js';
import type { Store } from '../store/store.js';

const fileName = 'prices.json';

/** What is kept, and what tells it from what was kept before. */
export interface ShelvedPrices {
  mark: string;
  /** Bytes. */
  size: number;
  text(): Promise<string>;
}

export interface PriceShelf {
  /** For people: where to find it. */
  readonly path: string;
  /** How often is looked for changes. Milliseconds. */
  readonly lookMs: number;
  /** Null where nothing is kept. */
  look(): Promise<ShelvedPrices | null>;
  save(text: string): Promise<void>;
  clear(): Promise<void>;
}

/** `prices.json` in a data directory. */
export function pricesInDirectory(directory: string): PriceShelf {
  const path = join(directory, fileName);
  return {
    path,
    lookMs: 2_000,
    look: async () => {
      try {
        const { mtimeMs, size } = await stat(path);
        return { mark: `${mtimeMs} ${size}`, size, text: () => readFile(path, 'utf8') };
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },
    save: async (text) => {
      // A name of its own: two may save at once.
      const unfinished = `${path}.${randomUUID()}.new`;
      await writeFile(unfinished, text);
      await rename(unfinished, path);
    },
    clear: () => rm(path, { force: true }),
  };
}

/** A row of the table `installation`. */
export function pricesInStore(store: Store): PriceShelf {
  return {
    path: `${store.place} · installation · ${fileName}`,
    lookMs: 500,
    look: async () => {
      const kept = await readSetting(store, fileName);
      if (kept === null) return null;
      return { mark: String(kept.changed), size: Buffer.byteLength(kept.value), text: async () => kept.value };
    },
    save: (text) => saveSetting(store, fileName, text),
    clear: () => saveSetting(store, fileName, ''),
  };
}
