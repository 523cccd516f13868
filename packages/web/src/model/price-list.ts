/** Prices as lines of a table, and price files with one of them changed. */
import { PriceFileError, readPriceFile, type ModelPrice, type PriceFile } from '@tracenest/tree';
import type { Json } from './answers.js';
import { formatCount } from './words.js';

export type { PriceFile } from '@tracenest/tree';

/** One price of one model. Rates are US dollars for a million tokens, as text. */
export interface PriceLine {
  /** Where it stands in the file. */
  list: number;
  model: number;
  provider: string;
  /** Names and patterns. */
  names: string;
  input: string;
  output: string;
  /** Read from the cache; empty: as the input. */
  cacheRead: string;
  /** What else it depends on: a first day, the length of the input, kinds of tokens. */
  notes: string;
  /** Page that says so, or who. */
  source: string;
  /** Day on which it said so. */
  read: string;
}

/** Null: it is no price file that this version can read. */
export function readPrices(prices: Json): PriceFile | null {
  try {
    return readPriceFile(prices);
  } catch (error) {
    if (error instanceof PriceFileError) return null;
    throw error;
  }
}

/** The lines of a file that fit what is sought in their provider or their names. */
export function priceLines(file: PriceFile, sought: string): PriceLine[] {
  const words = sought.trim().toLowerCase();
  const lines = file.lists.flatMap((list, listIndex) =>
    list.models.map((model, modelIndex) => ({
      list: listIndex,
      model: modelIndex,
      provider: list.providers[0] ?? '',
      names: [...model.names, ...(model.patterns ?? [])].join(', '),
      input: model.input,
      output: model.output,
      cacheRead: model.cache_read ?? '',
      notes: notesOf(model),
      source: model.source ?? list.source,
      read: model.read ?? list.read,
    })),
  );
  return lines.filter(({ provider, names }) => `${provider} ${names}`.toLowerCase().includes(words));
}

function notesOf(model: ModelPrice): string {
  const kinds = {
    cache_write: 'written to cache',
    audio_in: 'audio in',
    audio_out: 'audio out',
    image_out: 'images out',
  };
  const notes = Object.entries(kinds).flatMap(([key, word]) => {
    const rate = model[key as keyof typeof kinds];
    return rate === undefined ? [] : [`${word} ${rate}`];
  });
  if (model.from !== undefined) notes.unshift(`from ${model.from}`);
  if (model.up_to !== undefined) notes.push(`for inputs of at most ${formatCount(model.up_to)} tokens`);
  for (const band of model.above ?? []) {
    notes.push(`${band.input} in, ${band.output} out above ${formatCount(band.over)} tokens`);
  }
  return notes.join(' · ');
}

/** What a reader can say of a price. */
export interface OwnPrice {
  provider: string;
  name: string;
  input: string;
  output: string;
  /** Empty: as the input. */
  cacheRead: string;
}

export const OWN_SOURCE = 'own price';

const RATE = /^\d{1,6}(\.\d{1,6})?$/;

/** What is wrong with a price, by field; empty: nothing. */
export function priceProblems(price: OwnPrice): Partial<Record<keyof OwnPrice, string>> {
  const rate = 'Dollars for a million tokens, such as 0.075';
  return {
    ...(price.provider.trim() === '' && { provider: 'Name the provider, such as openai' }),
    ...(price.name.trim() === '' && { name: 'Name the model as it is sent' }),
    ...(!RATE.test(price.input) && { input: rate }),
    ...(!RATE.test(price.output) && { output: rate }),
    ...(price.cacheRead !== '' && !RATE.test(price.cacheRead) && { cacheRead: `${rate}, or nothing` }),
  };
}

/**
 * The file with a price of the reader's own. `line`: the one whose rates it takes over; its other
 * rates stay. Null: a new one, which goes before all others.
 *
 * @param today the day on which the reader says so, `2026-11-21`
 */
export function withOwnPrice(file: PriceFile, own: OwnPrice, line: PriceLine | null, today: string): PriceFile {
  const rates = { input: own.input, output: own.output };
  const cached = own.cacheRead === '' ? {} : { cache_read: own.cacheRead };
  if (line === null) {
    const model = { names: [own.name.trim()], ...rates, ...cached };
    const list = { providers: [own.provider.trim()], source: OWN_SOURCE, read: today, models: [model] };
    return { ...file, lists: [list, ...file.lists] };
  }
  const changed = (model: ModelPrice): ModelPrice => {
    const { cache_read: _, via: __, ...rest } = model;
    return { ...rest, ...rates, ...cached, source: OWN_SOURCE, read: today };
  };
  return {
    ...file,
    lists: file.lists.map((list, index) =>
      index === line.list
        ? { ...list, models: list.models.map((model, at) => (at === line.model ? changed(model) : model)) }
        : list,
    ),
  };
}
