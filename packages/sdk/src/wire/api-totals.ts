/**
 * Tokens, cost and time of a trace and of its rows, as the app API answers them. Money is whole
 * nano-dollars (a billionth of a US dollar). Kinds of tokens that are left out are zero.
 */
import type { Json, Tokens } from './record.js';
import type { StatedCost, TokenKinds, UsageReport } from './usage-report.js';

/** Numbers of tokens: the three counts, and of the other kinds those that are not zero. */
export type TokenCounts = Tokens & Partial<Omit<TokenKinds, keyof Tokens>>;

/** Nano-dollars. `total` may be more than its parts, where only a total was stated. */
export interface CostAnswer {
  prompt: number;
  completion: number;
  total: number;
}

/** A cost that may not be all of it. */
export interface CostSum extends CostAnswer {
  /** Tokens whose cost is not known: with any, the cost is at least so much. */
  unpriced_tokens: number;
}

/**
 * How the cost of what a run reports is known, or why it is not. Known: `stated` by the sender,
 * `computed` from the prices, `covered` by what a run above states, `repeated`: counted for another
 * report of the same call. Not known: the run names no model, one that has no price, one that this
 * provider does not offer, a day before its first price, a tier with prices of its own, an input
 * longer than the price holds for, tokens of a kind without a price.
 */
export type PricedAnswer =
  | 'stated'
  | 'computed'
  | 'covered'
  | 'repeated'
  | 'no-model'
  | 'unknown-model'
  | 'other-provider'
  | 'not-yet'
  | 'tier'
  | 'too-long'
  | 'kind';

/** What a run says of its own calls. */
export interface OwnUsage extends Pick<UsageReport, 'model' | 'provider' | 'tier'> {
  tokens: TokenCounts;
  /** What the sender says that it cost; null: nothing. */
  cost: StatedCost | null;
}

/** Tokens and cost of one row and of all below it: `sum` = `counted` + the sums of its children. */
export interface RowTotalsAnswer {
  sum: TokenCounts;
  cost: CostSum;
  /** What the row reports itself. Absent: nothing. */
  own?: OwnUsage;
  /** Of that, what nothing below it reports already. Absent: nothing, or the row reports nothing. */
  counted?: { tokens: TokenCounts; cost: CostAnswer };
  /** Absent where the row reports nothing. */
  priced?: PricedAnswer;
}

/** `GET /api/app/prices`; `PUT` takes a price file and gives the same answer. */
export interface PricesAnswer {
  /** Of the contents; totals that were counted with another one are counted again. */
  version: string;
  /** `file`: prices.json in the data directory, or in the store where it is a server; `built-in`: those that come with Tracenest. */
  from: 'file' | 'built-in';
  /** Where the file is, or would be. */
  path: string;
  /** Why the file that is there is not used: what is wrong with which field, and what to do. */
  error: string | null;
  /** The price file in use, to be edited and sent back. */
  prices: Json;
}
