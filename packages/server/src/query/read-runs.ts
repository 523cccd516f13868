/** Some runs of several traces, merged: what a page of a list needs. */
import { mergeRecords } from 'tracenest/wire';
import type { MergedRun, ReceivedRecord } from 'tracenest/wire';
import { readNarrow } from '../store/narrow-record.js';
import { sql, uuids } from '../store/sql.js';
import type { QueryLimits, Reader } from '../store/store.js';
import { readWhole } from '../store/whole-records.js';

/** A run and the traces under which its records are kept. */
export interface RunPlace {
  id: string;
  trace_ids: readonly string[];
}

/** By id. Without payloads the runs are cut to what a skeleton needs: inputs can be megabytes. */
export async function readRuns(
  reader: Reader,
  places: readonly RunPlace[],
  what: { payloads: boolean },
  limits?: QueryLimits,
): Promise<Map<string, MergedRun>> {
  const received = new Map<string, ReceivedRecord[]>();
  for (const next of places.length === 0 ? [] : await readReceived(reader, places, what.payloads, limits)) {
    const records = received.get(next.record.id);
    if (records === undefined) received.set(next.record.id, [next]);
    else records.push(next);
  }
  return new Map([...received].map(([id, records]) => [id, mergeRecords(records)]));
}

async function readReceived(
  reader: Reader,
  places: readonly RunPlace[],
  payloads: boolean,
  limits?: QueryLimits,
): Promise<ReceivedRecord[]> {
  const traceIds = [...new Set(places.flatMap((place) => place.trace_ids))];
  const where = sql`trace_id IN ${uuids(traceIds)} AND id IN ${uuids(places.map((place) => place.id))}`;
  const kept = await (payloads ? readWhole : readNarrow)(reader, where, limits);
  return kept.toSorted((a, b) => a.arrived - b.arrived).map(({ received }) => received);
}
