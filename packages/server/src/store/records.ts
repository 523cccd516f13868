import type { ReceivedRecord } from 'tracenest/wire';
import type { Store } from './connect.js';

/**
 * All records of a trace in order of arrival, of every run that belongs to it, wherever they are kept.
 * Without payloads they are cut to what a skeleton needs: give them to mergeTrace, then toSkeleton.
 */
export function readTraceRecords(store: Store, traceId: string, what: { payloads: boolean }): Promise<ReceivedRecord[]> {
  throw new Error(`not written yet: ${store.place} ${traceId} ${what.payloads}`);
}

export interface RunRecords {
  /** The trace in which the run is shown. */
  traceId: string;
  records: ReceivedRecord[];
}

/** All records of one run, whole. Null if nothing of it was received. `traceId` spares a look-up. */
export function readRunRecords(store: Store, runId: string, traceId?: string): Promise<RunRecords | null> {
  throw new Error(`not written yet: ${store.place} ${runId} ${traceId}`);
}

/** For each id (of a run, or of a trace) the trace in which it is shown; unknown ids are left out. */
export function findHomes(store: Store, ids: readonly string[]): Promise<Map<string, string>> {
  throw new Error(`not written yet: ${store.place} ${ids.length}`);
}
