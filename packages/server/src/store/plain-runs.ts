/**
 * The runs of one trace that need no merging: each is told by one create and at most one update
 * that agree on where it is. Of a large trace these are nearly all runs, so they are put together
 * from the rows as they come, without a record for each.
 */
import { isPaddedSpanId } from 'tracenest/wire';
import type { SkeletonRun } from 'tracenest/wire';
import { orderAboveOf, orderEndOf, saidProject, saidProjectId, Wordings, type Wording } from './narrow-record.js';
import { sql, trustedSql, uuid } from './sql.js';
import type { QueryLimits, Reader } from './store.js';

/** What two records say of a run, the later word where both speak; what is said beside is not merged yet. */
export interface PlainRun extends Omit<
  SkeletonRun,
  'span_id' | 'status' | 'dialect' | 'tracenest' | 'service' | 'usage' | 'first_token_time' | 'aliases' | 'findings'
> {
  error: string | null;
  created: Wording;
  /** Null: the run has no update. */
  updated: Wording | null;
}

export interface PlainTrace {
  plain: PlainRun[];
  /** Runs whose records have to be merged one by one. */
  otherIds: string[];
  /** Whether a record says the id of a span: then what is one run is only known once all are read. */
  hasSpans: boolean;
}

/** What siblings say alike. */
type Place = readonly [
  traceId: string | null,
  parentRunId: string | null,
  project: string | null,
  projectId: string | null,
  orderAbove: string,
  isOtlp: boolean,
  namesSpan: boolean,
  namesParentSpan: boolean,
  rows: readonly Row[],
];

type Row = readonly [
  id: string,
  isUpdate: boolean,
  /** Microseconds since 1970. */
  arrived: number,
  /** A point stands for what the run's id follows. */
  orderEnd: string | null,
  name: string | null,
  runType: string | null,
  startTime: string | null,
  endTime: string | null,
  error: string | null,
  tracenest: string | null,
  gist: string,
];

const end = orderEndOf('dotted_order');
const shortEnd = sql`if(endsWith(dotted_order, toString(id)), concat('.', left(${end}, length(${end}) - 36)), ${end})`;
const columns = sql`id, op = 'update', arrived, ${shortEnd}, name, run_type, start_time, end_time, error, tracenest, gist`;
const place = sql`said_trace_id, parent_run_id, ${saidProject}, ${saidProjectId}, ${orderAboveOf('dotted_order')},
   dialect = 'otlp', span_id IS NOT NULL, parent_span_id IS NOT NULL`;
const keys = trustedSql('1, 2, 3, 4, 5, 6, 7, 8');

/** Of the rows of one run. */
interface Told {
  create: Row | null;
  createdAt: Place | null;
  update: Row | null;
  updatedAt: Place | null;
  isPlain: boolean;
}

/** The runs whose records lie under the trace. In any order. */
export async function readPlainRuns(reader: Reader, traceId: string, limits: QueryLimits): Promise<PlainTrace> {
  const places = await reader.queryLists<Place>(
    sql`SELECT ${place}, groupArray(tuple(${columns})) FROM runs WHERE trace_id = ${uuid(traceId)} GROUP BY ${keys}`,
    limits,
  );
  const trace: PlainTrace = { plain: [], otherIds: [], hasSpans: false };
  const told = new Map<string, Told>();
  // Siblings in order of arrival are nearly the order of their times, and what is nearly sorted is sorted soon.
  for (const at of places.toSorted((a, b) => firstArrival(a) - firstArrival(b))) {
    trace.hasSpans ||= at[6];
    for (const row of at[8]) addRow(told, at, row);
  }
  const wordings = new Wordings();
  for (const [id, run] of told) {
    trace.hasSpans ||= isPaddedSpanId(id);
    const plain = run.isPlain ? plainRun(run, wordings) : null;
    if (plain === null) trace.otherIds.push(id);
    else trace.plain.push(plain);
  }
  return trace;
}

function firstArrival(at: Place): number {
  return at[8][0]?.[2] ?? 0;
}

function addRow(told: Map<string, Told>, at: Place, row: Row): void {
  const [id, isUpdate] = row;
  let run = told.get(id);
  if (run === undefined) {
    run = { create: null, createdAt: null, update: null, updatedAt: null, isPlain: true };
    told.set(id, run);
  }
  // Spans, and what names its parent by a span, are merged by rules of their own.
  if (at[5] || at[7] || (isUpdate ? run.update : run.create) !== null) run.isPlain = false;
  if (isUpdate) {
    run.update = row;
    run.updatedAt = at;
  } else {
    run.create = row;
    run.createdAt = at;
  }
}

function plainRun({ create, createdAt, update, updatedAt }: Told, wordings: Wordings): PlainRun | null {
  if (create === null || createdAt === null) return null;
  if (update !== null && updatedAt !== null && !agree(create, createdAt, update, updatedAt)) return null;
  const [trace_id, parent_run_id, project, projectId, above] = createdAt;
  const [id, , begun, orderEnd, name, runType, startTime, endTime, error, note, gist] = create;
  const also = update?.[2] ?? begun;
  return {
    id,
    trace_id,
    parent_run_id,
    parent_span_id: null,
    dotted_order:
      orderEnd === null ? null : orderEnd.startsWith('.') ? above + orderEnd.slice(1) + id : above + orderEnd,
    name: update?.[4] ?? name,
    run_type: update?.[5] ?? runType,
    start_time: startTime || null,
    end_time: (update?.[7] ?? null) || endTime || null,
    project: project || projectId || null,
    first_received: Math.floor(Math.min(begun, also) / 1000),
    last_received: Math.floor(Math.max(begun, also) / 1000),
    error: update?.[8] ?? error,
    created: wordings.get(gist, note),
    updated: update === null ? null : wordings.get(update[10], update[9]),
  };
}

/** Whether the update says nothing of where the run is, or what the create says. */
function agree(create: Row, createdAt: Place, update: Row, updatedAt: Place): boolean {
  const [id, , , createdEnd, , , createdStart] = create;
  const [, , , updatedEnd, , , updatedStart] = update;
  const [trace, parent, project, projectId, above] = updatedAt;
  const saysNoParent = trace === id || (updatedEnd !== null && above === '');
  if (createdAt[1] !== null && parent === null && saysNoParent) return false;
  return (
    (trace === null || trace === createdAt[0]) &&
    (parent === null || parent === createdAt[1]) &&
    (project === null || project === createdAt[2]) &&
    (projectId === null || projectId === createdAt[3]) &&
    (updatedEnd === null || (updatedEnd === createdEnd && above === createdAt[4])) &&
    (updatedStart === null || updatedStart === createdStart)
  );
}
