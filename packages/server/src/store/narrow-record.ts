/**
 * A narrow row as the record that it was made from, cut to what a skeleton needs. Merging such
 * records gives the skeleton that merging the whole ones gives, so trees are read without payloads.
 */
import type { Json, ReceivedRecord, RunEvent, RunExtra, RunRecord, TracenestExtra } from 'tracenest/wire';
import { trustedSql, type Sql } from './sql.js';
import { nilId, type Gist, type RunRow } from './rows.js';

/** Columns of `runs` as a list: a large trace has hundred thousands of rows, and names cost more than values. */
export type NarrowRow = readonly [
  /** Null: the trace that the record said. */
  keptIn: string | null,
  saidTraceId: string | null,
  id: string,
  op: RunRow['op'],
  digest: string,
  arrived: number,
  isOtlp: 0 | 1,
  parentRunId: string | null,
  spanId: string | null,
  parentSpanId: string | null,
  dottedOrder: string | null,
  name: string | null,
  runType: string | null,
  startTime: string | null,
  endTime: string | null,
  project: string | null,
  saidProjectId: string | null,
  error: string | null,
  tracenest: string | null,
  gist: string,
];

/** The columns of a NarrowRow, for a SELECT from `runs` that is asked for lists. */
export const narrowColumns: Sql = trustedSql(
  `nullIf(trace_id, said_trace_id), said_trace_id, id, op, toString(digest), arrived, dialect = 'otlp', parent_run_id,
   span_id, parent_span_id, dotted_order, name, run_type, start_time, end_time, project,
   nullIf(said_project_id, toUUID('${nilId}')), error, tracenest, gist`,
);

/** A record and where it lies. */
export interface KeptRecord {
  traceId: string;
  /** Decimal text. */
  digest: string;
  /** Microseconds since 1970. */
  arrived: number;
  received: ReceivedRecord;
}

/** The record of a row, cut. */
export function narrowRecord(row: NarrowRow): KeptRecord {
  const [keptIn, saidTraceId, id, op, digest, arrived, isOtlp, parentRunId, spanId, parentSpanId, dottedOrder] = row;
  const [, , , , , , , , , , , name, runType, startTime, endTime, project, saidProjectId, error, tracenest, gist] = row;
  const record: RunRecord = {
    op,
    id,
    dialect: isOtlp === 1 ? 'otlp' : 'langsmith',
    trace_id: saidTraceId,
    parent_run_id: parentRunId,
    span_id: spanId,
    parent_span_id: parentSpanId,
    dotted_order: dottedOrder,
    name,
    run_type: runType,
    start_time: startTime,
    end_time: endTime,
    error,
    session_name: project,
    session_id: saidProjectId,
    extra: {
      // Keeps records apart whose differences are in what was cut: equal records count once.
      digest,
    },
  };
  if (gist !== '') addGist(record, JSON.parse(gist) as Gist);
  if (tracenest !== null) record.extra = { ...record.extra, tracenest: JSON.parse(tracenest) as TracenestExtra };
  return { traceId: keptIn ?? saidTraceId ?? nilId, digest, arrived, received: { record, received: Math.floor(arrived / 1000) } };
}

function addGist(record: RunRecord, gist: Gist): void {
  if (gist.outputs) record.outputs = gist.outputs;
  if (gist.events) record.events = narrowEvents(gist.events);
  if (gist.metadata) record.extra = { ...record.extra, metadata: gist.metadata } satisfies RunExtra;
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
