/**
 * A narrow row as the record that it was made from, cut to what a skeleton needs. Merging such
 * records gives the skeleton that merging the whole ones gives, so trees are read without payloads.
 */
import type { Json, ReceivedRecord, RunEvent, RunExtra, RunRecord, TracenestExtra } from 'tracenest/wire';
import { trustedSql, type Sql } from './sql.js';
import { nilId, type Gist, type RunRow } from './rows.js';

export type NarrowRow = Pick<
  RunRow,
  | 'trace_id'
  | 'id'
  | 'op'
  | 'digest'
  | 'arrived'
  | 'dialect'
  | 'said_trace_id'
  | 'parent_run_id'
  | 'span_id'
  | 'parent_span_id'
  | 'dotted_order'
  | 'name'
  | 'run_type'
  | 'start_time'
  | 'end_time'
  | 'project'
  | 'said_project_id'
  | 'error'
  | 'tracenest'
  | 'gist'
>;

/** The columns of a NarrowRow, for a SELECT from `runs`. */
export const narrowColumns: Sql = trustedSql(
  'trace_id, id, op, toString(digest) AS digest, arrived, dialect, said_trace_id, parent_run_id, span_id, ' +
    'parent_span_id, dotted_order, name, run_type, start_time, end_time, project, said_project_id, error, tracenest, gist',
);

export function narrowRecord(row: NarrowRow): ReceivedRecord {
  const gist = row.gist === '' ? {} : (JSON.parse(row.gist) as Gist);
  const record: RunRecord = {
    op: row.op,
    id: row.id,
    dialect: row.dialect === 'otlp' ? 'otlp' : 'langsmith',
    trace_id: row.said_trace_id,
    parent_run_id: row.parent_run_id,
    span_id: row.span_id,
    parent_span_id: row.parent_span_id,
    dotted_order: row.dotted_order,
    name: row.name,
    run_type: row.run_type,
    start_time: row.start_time,
    end_time: row.end_time,
    error: row.error,
    session_name: row.project,
    session_id: row.said_project_id === nilId ? null : row.said_project_id,
    extra: narrowExtra(row, gist),
  };
  if (gist.outputs) record.outputs = gist.outputs;
  if (gist.events) record.events = narrowEvents(gist.events);
  return { record, received: Math.floor(row.arrived / 1000) };
}

function narrowExtra(row: NarrowRow, gist: Gist): RunExtra {
  const extra: RunExtra = {
    // Keeps records apart whose differences are in what was cut: equal records count once.
    digest: row.digest,
  };
  if (gist.metadata) extra.metadata = gist.metadata;
  if (row.tracenest !== null) extra.tracenest = JSON.parse(row.tracenest) as TracenestExtra;
  return extra;
}

const otherEvent: RunEvent = { name: '', time: '' };

/** As many events as there were, because the longer list wins. */
function narrowEvents(events: NonNullable<Gist['events']>): RunEvent[] {
  const list: RunEvent[] = Array.from({ length: events.count }, () => otherEvent);
  if (events.first_token_time !== null) list[0] = { name: 'new_token', time: events.first_token_time };
  return list;
}

/** The whole record back from its payload row. */
export function wholeRecord(row: { arrived: number; inputs: string; outputs: string; rest: string }): ReceivedRecord {
  const record = JSON.parse(row.rest) as RunRecord;
  if (row.inputs !== '') record.inputs = JSON.parse(row.inputs) as Json;
  if (row.outputs !== '') record.outputs = JSON.parse(row.outputs) as Json;
  return { record, received: Math.floor(row.arrived / 1000) };
}
