/**
 * A price file: which provider charges how much for which model, from which day, and where that is
 * written. The table that comes with Tracenest (price-table.ts) is one; an edited copy is read with
 * `readPriceFile`, which names what it cannot accept.
 */

/** US dollars per million tokens, as decimal text: "0.075". What is not said is charged as noted. */
export interface Rates {
  input: string;
  output: string;
  /** Read from the provider's cache. Else as `input`. */
  cache_read?: string;
  /** Written to it, for minutes and for an hour. Else as `input`; for an hour else as for minutes. */
  cache_write?: string;
  cache_write_1h?: string;
  /** Else such tokens have no known price. */
  audio_in?: string;
  audio_out?: string;
  image_out?: string;
  /** Else as `input`. */
  image_in?: string;
  /** Else as `output`. */
  reasoning?: string;
}

export interface ModelPrice extends Rates {
  /** Exact names, as they are sent. */
  names: string[];
  /** For names that are not in any list of exact ones: `*` stands for any text. */
  patterns?: string[];
  /** First day on which it holds, `2026-09-22` (UTC). Absent: from the beginning. */
  from?: string;
  /** Other rates for the whole call where its input has more tokens than `over`; the highest that fits. */
  above?: (Rates & { over: number })[];
  /** It holds only for calls whose input has at most so many tokens; for longer ones none is known. */
  up_to?: number;
  /** Where this price differs from its list's: */
  source?: string;
  read?: string;
  via?: string;
}

export interface PriceList {
  /** What clients call the provider (`ls_provider`); the first is its name. */
  providers: string[];
  /** The provider's own page. */
  source: string;
  /** Day on which that page said so. */
  read: string;
  /** A record of that page, where it was read in one. */
  via?: string;
  models: ModelPrice[];
}

export interface PriceFile {
  version: 1;
  lists: PriceList[];
}

/** A price file that cannot be read: the field, what was expected there, what to do. */
export class PriceFileError extends Error {
  override readonly name = 'PriceFileError';

  constructor(
    /** Path of the field: `lists[0].models[3].input`. */
    readonly field: string,
    expected: string,
  ) {
    super(
      `Price file, ${field}: expected ${expected}. Mend that field, or leave out the file to use the prices that come with Tracenest.`,
    );
  }
}

const RATE_KEYS = [
  'input',
  'output',
  'cache_read',
  'cache_write',
  'cache_write_1h',
  'audio_in',
  'audio_out',
  'image_in',
  'image_out',
  'reasoning',
] as const satisfies readonly (keyof Rates)[];
/** At most a million dollars for a million tokens, to a millionth of a dollar. */
const RATE = /^\d{1,6}(\.\d{1,6})?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

type Fields = Readonly<Record<string, unknown>>;

/** Reads a price file from what JSON.parse gave. Throws a PriceFileError. */
export function readPriceFile(value: unknown): PriceFile {
  const file = objectAt(value, 'the file');
  if (file['version'] !== 1) throw new PriceFileError('version', '1');
  return { version: 1, lists: listAt(file, 'lists', '').map((list, i) => readList(list, `lists[${i}]`)) };
}

function readList(value: unknown, at: string): PriceList {
  const list = objectAt(value, at);
  return {
    providers: namesAt(list, 'providers', at),
    source: textAt(list, 'source', at),
    read: dayAt(list, 'read', at),
    ...optional(list, 'via', () => textAt(list, 'via', at)),
    models: listAt(list, 'models', at).map((model, i) => readModel(model, `${at}.models[${i}]`)),
  };
}

function readModel(value: unknown, at: string): ModelPrice {
  const model = objectAt(value, at);
  return {
    names: namesAt(model, 'names', at),
    ...optional(model, 'patterns', () => namesAt(model, 'patterns', at)),
    ...optional(model, 'from', () => dayAt(model, 'from', at)),
    ...readRates(model, at),
    ...optional(model, 'above', () => listAt(model, 'above', at).map((band, i) => readBand(band, `${at}.above[${i}]`))),
    ...optional(model, 'up_to', () => tokensAt(model, 'up_to', at)),
    ...optional(model, 'source', () => textAt(model, 'source', at)),
    ...optional(model, 'read', () => dayAt(model, 'read', at)),
    ...optional(model, 'via', () => textAt(model, 'via', at)),
  };
}

function readBand(value: unknown, at: string): Rates & { over: number } {
  const band = objectAt(value, at);
  return { over: tokensAt(band, 'over', at), ...readRates(band, at) };
}

function readRates(fields: Fields, at: string): Rates {
  const rates: Partial<Record<keyof Rates, string>> = {};
  for (const key of RATE_KEYS) {
    const rate = fields[key];
    if (rate === undefined && key !== 'input' && key !== 'output') continue;
    if (typeof rate !== 'string' || !RATE.test(rate)) {
      throw new PriceFileError(`${at}.${key}`, 'US dollars per million tokens as text, such as "0.075"');
    }
    rates[key] = rate;
  }
  return { ...rates, input: rates.input ?? '', output: rates.output ?? '' };
}

function optional<Key extends string, Value>(fields: Fields, key: Key, read: () => Value): Partial<Record<Key, Value>> {
  return fields[key] === undefined ? {} : ({ [key]: read() } as Record<Key, Value>);
}

function objectAt(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new PriceFileError(at, 'an object');
  return value as Fields;
}

function listAt(fields: Fields, key: string, at: string): unknown[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw new PriceFileError(at === '' ? key : `${at}.${key}`, 'a list');
  return value;
}

function tokensAt(fields: Fields, key: string, at: string): number {
  const tokens = fields[key];
  if (typeof tokens !== 'number' || !Number.isInteger(tokens) || tokens < 1) {
    throw new PriceFileError(`${at}.${key}`, 'a whole number of tokens');
  }
  return tokens;
}

function namesAt(fields: Fields, key: string, at: string): string[] {
  const names = listAt(fields, key, at);
  for (const name of names) {
    if (typeof name !== 'string' || name === '') throw new PriceFileError(`${at}.${key}`, 'a list of names');
  }
  return names as string[];
}

function textAt(fields: Fields, key: string, at: string): string {
  const text = fields[key];
  if (typeof text !== 'string' || text === '') throw new PriceFileError(`${at}.${key}`, 'a text');
  return text;
}

function dayAt(fields: Fields, key: string, at: string): string {
  const day = fields[key];
  if (typeof day !== 'string' || !DAY.test(day) || Number.isNaN(Date.parse(day))) {
    throw new PriceFileError(`${at}.${key}`, 'a day such as 2026-09-22');
  }
  return day;
}
