/**
 * A narrow row as the record that it was made from, cut to what a skeleton needs. Merging such
 * records gives the skeleton that merging the whole ones gives, so trees are read without payloads.
 */
import type { ReceivedRecord, RunEvent, RunExtra, RunRecord, TracenestExtra } from 'tracenest/wire';
import { renamedIds } from './projects.js';
import { sql, trustedSql, uuid, type Sql } from './sql.js';
import { nilId, type Gist, type RunRow } from './rows.js';
import type { QueryLimits, Reader } from './store.js';

/** What siblings say alike, once, and what each record says. */
type Siblings = readonly [
  keptIn: string,
  traceId: string | null,
  parentRunId: string | null,
  project: string | null,
  projectId: string | null,
  dialect: string,
  /** The dotted order but for its last segment. */
  orderAbove: string,
  rows: readonly NarrowRow[],
];

type NarrowRow = readonly [
  id: string,
  op: RunRow['op'],
  digest: string,
  arrived: number,
  orderEnd: string | null,
  spanId: string | null,
  parentSpanId: string | null,
  name: string | null,
  runType: string | null,
  startTime: string | null,
  endTime: string | null,
  error: string | null,
  tracenest: string | null,
  gist: string,
];

/**
 * Nearly all of a large trace is ids and orders that siblings share, and each byte costs, more than
 * all else, when the store writes it and a thread reads it. Of a dotted order siblings share all
 * but its last segment.
 */
export function orderAboveOf(column: string): Sql {
  const length = endLength(column);
  return trustedSql(`if(${length} > 0, left(${column}, length(${column}) - ${length} + 1), '')`);
}

/** The last segment of a dotted order. */
export function orderEndOf(column: string): Sql {
  const length = endLength(column);
  return trustedSql(`if(${length} = 0, ${column}, right(${column}, ${length} - 1))`);
}

function endLength(column: string): string {
  return `position(reverse(${column}), '.')`;
}

// Of a renamed project two names may be said: its id stands for both.
const isRenamed = sql`project_id IN ${renamedIds}`;
export const saidProject: Sql = sql`if(${isRenamed}, NULL, project)`;
export const saidProjectId: Sql = sql`if(${isRenamed}, project_id, nullIf(said_project_id, ${uuid(nilId)}))`;
const shared = sql`trace_id, said_trace_id, parent_run_id, ${saidProject}, ${saidProjectId}, dialect,
   ${orderAboveOf('dotted_order')}`;
const columns = sql`id, op, toString(digest), arrived, ${orderEndOf('dotted_order')},
   span_id, parent_span_id, name, run_type, start_time, end_time, error, tracenest, gist`;

/** A record and where it lies. */
export interface KeptRecord {
  traceId: string;
  /** Decimal text. */
  digest: string;
  /** Microseconds since 1970. */
  arrived: number;
  received: CutRecord;
}

/** A record, whole or cut to what a skeleton needs. */
export interface CutRecord extends ReceivedRecord {
  /** What a cut record says beside its place, name, times and error: equal where that is equal. */
  said?: string;
}

/** The records of rows of the table `runs`, cut, in any order. */
export async function readNarrow(reader: Reader, where: Sql, limits?: QueryLimits): Promise<KeptRecord[]> {
  const siblings = await reader.queryLists<Siblings>(
    sql`SELECT ${shared}, groupArray(tuple(${columns})) FROM runs WHERE ${where} GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    limits,
  );
  const records: KeptRecord[] = [];
  const wordings = new Wordings();
  for (const group of siblings) for (const row of group[7]) records.push(narrowRecord(group, row, wordings));
  return records;
}

/** What thousands of records say alike beside their place, read once; nobody writes to it. */
export interface Wording extends Pick<RunRecord, 'outputs' | 'events'> {
  /** Equal where the wording is. */
  said: string;
  extra: RunExtra | null;
}

export class Wordings {
  /** By the text of the gist, then by what the SDK noted. */
  readonly #known = new Map<string, Map<string | null, Wording>>();

  get(gist: string, tracenest: string | null): Wording {
    const byNote = this.#known.get(gist) ?? new Map<string | null, Wording>();
    const known = byNote.get(tracenest);
    if (known !== undefined) return known;
    const wording = wordingOf(gist, tracenest);
    this.#known.set(gist, byNote.set(tracenest, wording));
    return wording;
  }
}

function wordingOf(gistText: string, tracenest: string | null): Wording {
  const gist = gistText === '' ? {} : (JSON.parse(gistText) as Gist);
  const extra: RunExtra = {};
  if (gist.metadata) extra.metadata = gist.metadata;
  if (gist.invocation) extra['invocation_params'] = gist.invocation;
  if (gist.runtime) extra.runtime = gist.runtime;
  if (tracenest !== null) extra.tracenest = JSON.parse(tracenest) as TracenestExtra;
  return {
    said: tracenest === null ? gistText : `${gistText}\n${tracenest}`,
    extra: Object.keys(extra).length === 0 ? null : extra,
    ...(gist.outputs && { outputs: gist.outputs }),
    ...(gist.events && { events: narrowEvents(gist.events) }),
  };
}

function narrowRecord(group: Siblings, row: NarrowRow, wordings: Wordings): KeptRecord {
  const [keptIn, traceId, parentRunId, project, projectId, dialect, orderAbove] = group;
  const [id, op, digest, arrived, orderEnd, spanId, parentSpanId, name, runType, startTime, endTime, error] = row;
  const [, , , , , , , , , , , , tracenest, gist] = row;
  const { said, extra, outputs, events } = wordings.get(gist, tracenest);
  const record: RunRecord = {
    op,
    id,
    dialect: dialect === 'otlp' ? 'otlp' : 'langsmith',
    trace_id: traceId,
    parent_run_id: parentRunId,
    span_id: spanId,
    parent_span_id: parentSpanId,
    dotted_order: orderEnd === null ? null : orderAbove + orderEnd,
    name,
    run_type: runType,
    start_time: startTime,
    end_time: endTime,
    error,
    session_name: project,
    session_id: projectId,
    // Keeps records apart whose differences are in what was cut: equal records count once.
    extra: extra === null ? { digest } : { digest, ...extra },
  };
  if (outputs !== undefined) record.outputs = outputs;
  if (events !== undefined) record.events = events;
  return { traceId: keptIn, digest, arrived, received: { record, received: Math.floor(arrived / 1000), said } };
}

const otherEvent: RunEvent = { name: '', time: '' };

/** As many events as there were, because the longer list wins. */
function narrowEvents(events: NonNullable<Gist['events']>): RunEvent[] {
  const list: RunEvent[] = Array.from({ length: events.count }, () => otherEvent);
  if (events.first_token_time !== null) list[0] = { name: 'new_token', time: events.first_token_time };
  return list;
}
