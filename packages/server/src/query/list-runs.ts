/** Runs by filters, page by page. */
import type { Store } from '../store/store.js';
import { Budget, BudgetSpent, type BudgetOptions } from './budget.js';
import type { Position } from './position.js';
import { conditionsOf, type RunAsk } from './run-ask.js';
import { searchRuns, type FoundRun } from './search-runs.js';
import type { StoredRun } from './stored-runs.js';

export type { StoredRun } from './stored-runs.js';

export interface RunListAsk extends RunAsk {
  order: 'asc' | 'desc';
  limit: number;
  after: Position | null;
}

export interface RunPage {
  runs: StoredRun[];
  next: Position | null;
}

/**
 * One page; never an empty one with a cursor, which would make the JavaScript client ask forever.
 * When the budget is spent, what was found comes with a cursor from where the search goes on; if
 * nothing was found, throws BudgetSpent.
 */
export async function listRuns(store: Store, ask: RunListAsk, options: BudgetOptions = {}): Promise<RunPage> {
  const { limit, order, after } = ask;
  const search = { ...conditionsOf(ask), order, after };
  const runs: FoundRun[] = [];
  let examined = ask.after;
  try {
    // One more than the page holds tells whether there is another one.
    for await (const batch of searchRuns(store, search, new Budget(options), limit + 1)) {
      runs.push(...batch.found);
      examined = batch.examined;
      if (runs.length > limit) return pageOf(runs.slice(0, limit), runs[limit - 1]?.position ?? null);
    }
    return pageOf(runs, null);
  } catch (error) {
    if (!(error instanceof BudgetSpent) || runs.length === 0) throw error;
    return pageOf(runs, examined);
  }
}

function pageOf(runs: readonly FoundRun[], next: Position | null): RunPage {
  return { runs: runs.map(({ stored }) => stored), next };
}
