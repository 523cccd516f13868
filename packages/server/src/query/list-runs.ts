/** Runs by filters, page by page, and one by its id. */
import { nilId } from '../store/rows.js';
import { Budget, BudgetSpent, type BudgetOptions } from './budget.js';
import type { Position } from './position.js';
import { conditionsOf, type RunAsk } from './run-ask.js';
import { readCountedTraces, withTotals } from './run-totals.js';
import type { RunSource } from './run-use.js';
import { searchRuns, type FoundRun } from './search-runs.js';
import { findStoredPlaces, readPlacedRuns, type StoredRun } from './stored-runs.js';

export type { StoredRun } from './stored-runs.js';

export interface RunListAsk extends RunAsk {
  order: 'asc' | 'desc';
  limit: number;
  after: Position | null;
  /** A page may be empty and have a cursor: for a reader who is told so. Default: false. */
  mayBeEmpty?: boolean;
}

export interface RunPage {
  runs: StoredRun[];
  next: Position | null;
  /** The budget was spent: what comes after `next` was not looked at. */
  isCut: boolean;
}

/**
 * One page; unless it may be, never an empty one with a cursor, which would make the JavaScript client ask forever.
 * When the budget is spent, what was found comes with a cursor from where the search goes on; if
 * nothing was found, throws BudgetSpent.
 */
export async function listRuns(source: RunSource, ask: RunListAsk, options: BudgetOptions = {}): Promise<RunPage> {
  const { limit, order, after } = ask;
  const search = { ...conditionsOf(ask), order, after, payloads: true };
  const runs: FoundRun[] = [];
  let examined = ask.after;
  try {
    // One more than the page holds tells whether there is another one.
    for await (const batch of searchRuns(source, search, new Budget(options), limit + 1)) {
      runs.push(...batch.found);
      examined = batch.examined;
      if (runs.length > limit) return pageOf(runs.slice(0, limit), runs[limit - 1]?.position ?? null);
    }
    return pageOf(runs, null);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    if (runs.length === 0 && (ask.mayBeEmpty !== true || examined === ask.after)) throw error;
    return { ...pageOf(runs, examined), isCut: true };
  }
}

/** One run by its id; null if nothing of it was received. */
export async function findRun(source: RunSource, id: string): Promise<StoredRun | null> {
  const { store } = source;
  const budget = new Budget();
  const places = await budget.step((limits) => findStoredPlaces(store, [id], limits));
  const traceIds = places.flatMap((place) => place.trace_ids).filter((traceId) => traceId !== nilId);
  const [runs, counted] = await Promise.all([
    budget.step((limits) => readPlacedRuns(store, places, { payloads: true }, limits)),
    budget.step((limits) => readCountedTraces(store, traceIds, [id], limits)),
  ]);
  return (await withTotals(source, runs, budget, counted))[0] ?? null;
}

function pageOf(runs: readonly FoundRun[], next: Position | null): RunPage {
  return { runs: runs.map(({ stored }) => stored), next, isCut: false };
}
