/**
 * What a model call costs. Exact names go before patterns, and a price holds from its day on, for
 * the provider that was called. Where no price is known there is no cost, with the reason: a guess
 * would be a wrong number. Money is whole nano-dollars (a billionth of a US dollar), counted with
 * integers only.
 */
import { NO_TOKENS } from 'tracenest/wire';
import type { TokenKinds, UsageReport } from 'tracenest/wire';
import type { ModelPrice, PriceFile, PriceList, Rates } from './price-file.js';

/** Why tokens have no price. */
export type Unpriced =
  | 'no-model' // the run does not say which model it called
  | 'unknown-model' // no price is known for that name
  | 'other-provider' // the name is known, but not at this provider
  | 'not-yet' // all known prices hold from a later day on
  | 'tier' // a tier of service with prices of its own
  | 'too-long' // the price holds for shorter inputs only
  | 'kind'; // tokens of a kind (audio, images) that has no known price there

/** Rates in pico-dollars per token, whole numbers; null: not known. */
export type TokenRates = Readonly<Record<keyof Omit<TokenKinds, 'total'>, number | null>>;

export type PriceFound =
  | { rates: TokenRates; price: ModelPrice; list: PriceList; unpriced: null }
  | { rates: null; unpriced: Unpriced };

/** Gives the rates for a call of that day (milliseconds since 1970; NaN: the latest). */
export type FindPrice = (report: Omit<UsageReport, 'cost' | 'call_id'>, atMs: number) => PriceFound;

/** Nano-dollars, by the kinds of tokens: `prompt` and `completion` include the kinds below them. */
export type Cost = TokenKinds;

interface Entry {
  list: PriceList;
  price: ModelPrice;
  fromMs: number;
  rates: TokenRates;
  /** Highest first. */
  above: { over: number; rates: TokenRates }[];
}

/** Makes the look-up in a price file. */
export function priceFinder(file: PriceFile): FindPrice {
  const byName = new Map<string, Entry[]>();
  const byPattern: { pattern: string[]; entry: Entry }[] = [];
  for (const list of file.lists) {
    for (const price of list.models) {
      const entry = entryOf(list, price);
      for (const name of price.names) addTo(byName, name.toLowerCase(), entry);
      for (const pattern of price.patterns ?? []) byPattern.push({ pattern: pattern.toLowerCase().split('*'), entry });
    }
  }
  // The longer pattern says more.
  byPattern.sort((a, b) => b.pattern.join('').length - a.pattern.join('').length);
  const named = new Map<string, readonly Entry[]>();

  function entriesFor(name: string): readonly Entry[] {
    const exact = byName.get(name);
    if (exact !== undefined) return exact;
    let entries = named.get(name);
    if (entries === undefined) {
      const first = byPattern.find(({ pattern }) => matches(name, pattern));
      const key = first?.pattern.join('*');
      entries = byPattern.flatMap(({ pattern, entry }) => (pattern.join('*') === key ? [entry] : []));
      // Names come from traced programs: what is remembered of them is bounded.
      if (named.size < MAX_REMEMBERED) named.set(name, entries);
    }
    return entries;
  }

  return (report, atMs) => {
    if (report.model === null) return { rates: null, unpriced: 'no-model' };
    const { name, provider } = called(report.model, report.provider);
    const known = entriesFor(name);
    if (known.length === 0) return { rates: null, unpriced: 'unknown-model' };
    const offered = known.filter(({ list }) => provider === null || list.providers.includes(provider));
    if (offered.length === 0) return { rates: null, unpriced: 'other-provider' };
    const entry = latest(offered, atMs);
    if (entry === null) return { rates: null, unpriced: 'not-yet' };
    if (report.tier !== null) return { rates: null, unpriced: 'tier' };
    if (report.tokens.prompt > (entry.price.up_to ?? Number.POSITIVE_INFINITY))
      return { rates: null, unpriced: 'too-long' };
    const band = entry.above.find(({ over }) => report.tokens.prompt > over);
    const rates = band?.rates ?? entry.rates;
    if (KINDS_APART.some((kind) => rates[kind] === null && report.tokens[kind] > 0)) {
      return { rates: null, unpriced: 'kind' };
    }
    return { rates, price: entry.price, list: entry.list, unpriced: null };
  };
}

/**
 * What tokens cost at the given rates. Each kind that is charged apart is taken from the input or
 * output that it is part of, and the rest is charged as plain.
 */
export function costOfTokens(tokens: TokenKinds, rates: TokenRates): Cost {
  const cost = { ...NO_TOKENS };
  charge(cost, tokens, rates, 'prompt', INPUT_KINDS);
  charge(cost, tokens, rates, 'completion', OUTPUT_KINDS);
  cost.total = cost.prompt + cost.completion;
  return cost;
}

const MAX_REMEMBERED = 10_000;
const INPUT_KINDS = ['cache_read', 'cache_write', 'cache_write_1h', 'audio_in', 'image_in'] as const;
const OUTPUT_KINDS = ['reasoning', 'audio_out', 'image_out'] as const;
const KINDS_APART = ['audio_in', 'audio_out', 'image_out'] as const;
const PICO_PER_DOLLAR_A_MILLION = 1_000_000;

function charge(
  cost: Cost,
  tokens: TokenKinds,
  rates: TokenRates,
  plain: 'prompt' | 'completion',
  kinds: readonly (keyof TokenRates)[],
): void {
  let rest = tokens[plain];
  let pico = 0n;
  for (const kind of kinds) {
    // A sender may say more of a kind than there is in all.
    const part = Math.min(rest, tokens[kind]);
    if (part === 0) continue;
    rest -= part;
    const before = nanoOf(pico);
    pico += BigInt(part) * BigInt(rates[kind] ?? 0);
    // What is rounded adds up.
    cost[kind] = nanoOf(pico) - before;
  }
  pico += BigInt(rest) * BigInt(rates[plain] ?? 0);
  cost[plain] = nanoOf(pico);
}

function nanoOf(pico: bigint): number {
  return Number((pico + 500n) / 1000n);
}

/** A name as it is looked up, and the provider that it or the run names. */
function called(model: string, provider: string | null): { name: string; provider: string | null } {
  const parts = model.toLowerCase().split('/');
  const name = parts.at(-1) ?? '';
  const said = provider?.toLowerCase() ?? null;
  // Some write the provider before the name; `models/` is Google's own.
  const [first] = parts;
  return { name, provider: said ?? (parts.length > 1 && first !== 'models' ? (first ?? null) : null) };
}

function latest(entries: readonly Entry[], atMs: number): Entry | null {
  let found: Entry | null = null;
  for (const entry of entries) {
    if (entry.fromMs > atMs) continue;
    // Prices of one day: the first in the file.
    if (found === null || entry.fromMs > found.fromMs) found = entry;
  }
  return found;
}

function entryOf(list: PriceList, price: ModelPrice): Entry {
  return {
    list,
    price,
    fromMs: price.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(price.from),
    rates: tokenRates(price),
    above: (price.above ?? [])
      .map((band) => ({ over: band.over, rates: tokenRates(band) }))
      .toSorted((a, b) => b.over - a.over),
  };
}

function tokenRates(rates: Rates): TokenRates {
  const input = picoOf(rates.input) ?? 0;
  const output = picoOf(rates.output) ?? 0;
  const write = picoOf(rates.cache_write) ?? input;
  return {
    prompt: input,
    completion: output,
    cache_read: picoOf(rates.cache_read) ?? input,
    cache_write: write,
    cache_write_1h: picoOf(rates.cache_write_1h) ?? write,
    audio_in: picoOf(rates.audio_in),
    image_in: picoOf(rates.image_in) ?? input,
    reasoning: picoOf(rates.reasoning) ?? output,
    audio_out: picoOf(rates.audio_out),
    image_out: picoOf(rates.image_out),
  };
}

/** Dollars per million tokens, as text of at most six decimals, in pico-dollars per token: exact. */
function picoOf(rate: string | undefined): number | null {
  if (rate === undefined) return null;
  const [dollars = '0', fraction = ''] = rate.split('.');
  return Number(dollars) * PICO_PER_DOLLAR_A_MILLION + Number(fraction.padEnd(6, '0'));
}

/** Whether a name is the parts with any text between them. */
function matches(name: string, parts: readonly string[]): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

function addTo<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
