/** Some runs of several traces, merged: what a page of a list needs. */
import { mergeRecords } from 'tracenest/wire';
import type { MergedRun, ReceivedRecord } from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import { readNarrow, wholeRecord } from '../store/narrow-record.js';
import type { PayloadRow } from '../store/rows.js';
import { sql, uuids } from '../store/sql.js';

/** A run and the traces under which its records are kept. */
export interface RunPlace {
  id: string;
  trace_ids: readonly string[];
}

/** By id. Without payloads the runs are cut to what a skeleton needs: inputs can be megabytes. */
export async function readRuns(
  store: Store,
  places: readonly RunPlace[],
  what: { payloads: boolean },
): Promise<Map<string, MergedRun>> {
  const received = new Map<string, ReceivedRecord[]>();
  for (const next of places.length === 0 ? [] : await readReceived(store, places, what.payloads)) {
    const records = received.get(next.record.id);
    if (records === undefined) received.set(next.record.id, [next]);
    else records.push(next);
  }
  return new Map([...received].map(([id, records]) => [id, mergeRecords(records)]));
}

async function readReceived(store: Store, places: readonly RunPlace[], payloads: boolean): Promise<ReceivedRecord[]> {
  const traceIds = [...new Set(places.flatMap((place) => place.trace_ids))];
  const where = sql`trace_id IN ${uuids(traceIds)} AND id IN ${uuids(places.map((place) => place.id))}`;
  if (!payloads) {
    const kept = await readNarrow(store, where);
    return kept.toSorted((a, b) => a.arrived - b.arrived).map(({ received }) => received);
  }
  const rows = await store.query<Pick<PayloadRow, 'arrived' | 'inputs' | 'outputs' | 'rest'>>(
    sql`SELECT arrived, inputs, outputs, rest FROM payloads WHERE ${where} ORDER BY arrived`,
  );
  return rows.map(wholeRecord);
}
