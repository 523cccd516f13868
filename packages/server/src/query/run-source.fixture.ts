/** Runs of a store, counted in this thread: for tests. */
import type { Store } from '../store/store.js';
import { countRuns } from './run-totals.js';
import type { RunSource } from './run-use.js';
import { firstPrices } from './tree-prices.js';

export function sourceOf(store: Store): RunSource {
  return { store, countRuns: (traceIds) => countRuns(store, traceIds, firstPrices, Date.now()) };
}
