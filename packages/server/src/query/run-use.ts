/** What a run used with all below it: tokens and cost, none of them counted twice. */
import type { Cost } from '@tracenest/tree';
import { NO_TOKENS } from 'tracenest/wire';
import type { TokenKinds } from 'tracenest/wire';
import type { Store } from '../store/store.js';

export interface RunUse {
  tokens: Readonly<TokenKinds>;
  /** Nano-dollars; null: not known of any of it. */
  cost: Readonly<Cost> | null;
}

export const noUse: RunUse = { tokens: NO_TOKENS, cost: null };

/** A row of run_totals but for its trace. Money in nano-dollars. */
export interface RunTotals extends TokenKinds {
  run_id: string;
  cost_prompt: number;
  cost_completion: number;
  cost_total: number;
  /** The cost of some of it is known. */
  is_priced: boolean;
}

/** Where questions for runs look: the store, and what must be counted because the store has not got it yet. */
export interface RunSource {
  store: Store;
  /** What the runs of traces use, from the trees as they are now. */
  countRuns(traceIds: readonly string[]): Promise<RunTotals[]>;
}
