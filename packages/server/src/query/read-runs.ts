/** Some runs of several traces, merged: what a page of a list needs. */
import { mergeRecords } from 'tracenest/wire';
import type { Json, MergedRun, ReceivedRecord, RunRecord } from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import { sql, trustedSql, uuids } from '../store/sql.js';

/** A run and under which traces its records are kept. */
export interface RunPlace {
  id: string;
  trace_ids: readonly string[];
}

interface PayloadRow {
  run_id: string;
  arrived: number;
  inputs: string;
  outputs: string;
  rest: string;
}

/** By id. Without payloads, inputs and outputs are left out: they can be megabytes a run. */
export async function readRuns(store: Store, places: readonly RunPlace[], what: { payloads: boolean }): Promise<Map<string, MergedRun>> {
  if (places.length === 0) return new Map();
  const payloads = trustedSql(what.payloads ? 'inputs, outputs' : "'' AS inputs, '' AS outputs");
  const traceIds = [...new Set(places.flatMap((place) => place.trace_ids))];
  const rows = await store.query<PayloadRow>(
    sql`SELECT toString(id) AS run_id, arrived, ${payloads}, rest FROM payloads
        WHERE trace_id IN ${uuids(traceIds)} AND id IN ${uuids(places.map((place) => place.id))}
        ORDER BY arrived`,
  );
  const received = new Map<string, ReceivedRecord[]>();
  for (const row of rows) {
    const record = received.get(row.run_id);
    const next = { record: recordOf(row), received: Math.floor(row.arrived / 1000) };
    if (record === undefined) received.set(row.run_id, [next]);
    else record.push(next);
  }
  return new Map([...received].map(([id, records]) => [id, mergeRecords(records)]));
}

function recordOf(row: PayloadRow): RunRecord {
  const record = JSON.parse(row.rest) as RunRecord;
  if (row.inputs !== '') record.inputs = JSON.parse(row.inputs) as Json;
  if (row.outputs !== '') record.outputs = JSON.parse(row.outputs) as Json;
  return record;
}
