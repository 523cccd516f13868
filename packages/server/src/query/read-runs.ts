/** Some runs of several traces, merged: what a page of a list needs. */
import { mergeRecords } from 'tracenest/wire';
import type { MergedRun, ReceivedRecord } from 'tracenest/wire';
import { readNarrow, type KeptRecord } from '../store/narrow-record.js';
import { sql, uuids, type Sql } from '../store/sql.js';
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

/** A condition on the tables `runs` and `payloads`, for a query over one of them. */
export function atPlaces(places: readonly RunPlace[]): Sql {
  const traceIds = [...new Set(places.flatMap((place) => place.trace_ids))];
  return sql`trace_id IN ${uuids(traceIds)} AND id IN ${uuids(places.map((place) => place.id))}`;
}

async function readReceived(
  reader: Reader,
  places: readonly RunPlace[],
  payloads: boolean,
  limits?: QueryLimits,
): Promise<ReceivedRecord[]> {
  const kept = payloads ? await readWhole(reader, atPlaces(places), limits) : await readCut(reader, places, limits);
  return kept.toSorted((a, b) => a.arrived - b.arrived).map(({ received }) => received);
}

/** Cut records; whole ones of runs that were begun several times and not alike, where what was cut decides. */
async function readCut(reader: Reader, places: readonly RunPlace[], limits?: QueryLimits): Promise<KeptRecord[]> {
  const cut = await readNarrow(reader, atPlaces(places), limits);
  const begun = new Map<string, string>();
  const undecided = new Set<string>();
  for (const { digest, received } of cut) {
    if (received.record.op !== 'create') continue;
    const { id } = received.record;
    if ((begun.get(id) ?? digest) !== digest) undecided.add(id);
    begun.set(id, digest);
  }
  if (undecided.size === 0) return cut;
  const whole = await readWhole(reader, atPlaces(places.filter(({ id }) => undecided.has(id))), limits);
  return [...cut.filter(({ received }) => !undecided.has(received.record.id)), ...whole];
}
