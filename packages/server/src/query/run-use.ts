/** What a run used with all below it: tokens and cost, none of them counted twice. */
import type { Cost } from '@tracenest/tree';
import { NO_TOKENS, TOKEN_KINDS } from 'tracenest/wire';
import type { TokenKinds } from 'tracenest/wire';
import type { Store } from '../store/store.js';

export interface RunUse {
  tokens: Readonly<TokenKinds>;
  /** Nano-dollars; null: not known of any of it. */
  cost: Readonly<Cost> | null;
}

export const noUse: RunUse = { tokens: NO_TOKENS, cost: null };

/** A row of run_totals but for its trace. Money in nano-dollars. */
export type RunTotals = TokenKinds &
  CostColumns & {
    run_id: string;
    /** The cost of some of it is known. */
    is_priced: boolean;
  };

export type CostColumns = { [Kind in keyof TokenKinds as `cost_${Kind}`]: number };

export function costColumns(cost: Readonly<Cost>): CostColumns {
  return Object.fromEntries(TOKEN_KINDS.map((kind) => [`cost_${kind}`, cost[kind]])) as CostColumns;
}

/** Where questions for runs look: the store, and what must be counted because the store has not got it yet. */
export interface RunSource {
  store: Store;
  /** What the runs of traces use, from the trees as they are now. */
  countRuns(traceIds: readonly string[]): Promise<RunTotals[]>;
}
