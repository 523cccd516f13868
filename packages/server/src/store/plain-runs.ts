/**
 * The runs of one trace that need no merging, put together by the store: each is told by one create
 * and at most one update that agree on where it is. Of a large trace these are nearly all runs, and
 * a run in one row costs half of two records that wait to be matched.
 */
import { isPaddedSpanId } from 'tracenest/wire';
import type { SkeletonRun } from 'tracenest/wire';
import { orderAbove, orderEnd, saidProject, saidProjectId, Wordings, type Wording } from './narrow-record.js';
import { joinSql, sql, trustedSql, uuid, type Sql } from './sql.js';
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

type Siblings = readonly [
  isPlain: boolean,
  traceId: string | null,
  parentRunId: string | null,
  project: string | null,
  projectId: string | null,
  /** The dotted order but for its last segment. */
  orderAbove: string,
  hasSpan: boolean,
  rows: readonly PlainRow[],
];

type PlainRow = readonly [
  id: string,
  /** Microseconds since 1970, and how much later the other record came. */
  begun: number,
  after: number,
  orderEnd: string | null,
  name: string | null,
  runType: string | null,
  startTime: string | null,
  endTime: string | null,
  error: string | null,
  updates: number,
  createGist: string,
  createNote: string | null,
  updateGist: string,
  updateNote: string | null,
];

/** Where a run is: a plain update says nothing of it, or what the create says. */
const places: readonly (readonly [name: string, column: Sql])[] = [
  ['trace', sql`said_trace_id`],
  ['parent', sql`parent_run_id`],
  ['order', sql`dotted_order`],
  ['start', sql`start_time`],
  ['project', saidProject],
  ['project_id', saidProjectId],
];
const besides = ['name', 'run_type', 'end_time', 'error', 'tracenest', 'gist'];

const named = (column: Sql, name: string): Sql[] => [
  sql`anyIf(${column}, op = 'create') AS ${trustedSql(`create_${name}`)}`,
  sql`anyIf(${column}, op = 'update') AS ${trustedSql(`update_${name}`)}`,
];
const columns = joinSql(
  [
    ...places.flatMap(([name, column]) => named(column, name)),
    ...besides.flatMap((name) => named(name === 'end_time' ? sql`nullIf(end_time, '')` : trustedSql(name), name)),
  ],
  ', ',
);
const agreesOnPlace = joinSql(
  places.map(([name]) => trustedSql(`(update_${name} IS NULL OR ifNull(update_${name} = create_${name}, false))`)),
  ' AND ',
);
/** The update says that the run has no parent, and the create named one. */
const takesParentAway = trustedSql(
  `create_parent IS NOT NULL AND update_parent IS NULL
   AND (ifNull(update_trace = id, false) OR ifNull(position(update_order, '.') = 0, false))`,
);

/** The runs whose records lie under the trace. In any order. */
export async function readPlainRuns(reader: Reader, traceId: string, limits: QueryLimits): Promise<PlainTrace> {
  const runs = sql`SELECT id, min(arrived) AS begun, max(arrived) AS ended, countIf(op = 'update') AS updates, ${columns},
      countIf(op = 'create') = 1 AND updates <= 1 AND max(dialect = 'otlp' OR parent_span_id IS NOT NULL) = 0
        AND ${agreesOnPlace} AND NOT (${takesParentAway}) AS is_plain,
      max(span_id IS NOT NULL) AS has_span
    FROM runs WHERE trace_id = ${uuid(traceId)} GROUP BY id`;
  const above = orderAbove('create_order');
  const siblings = await reader.queryLists<Siblings>(
    sql`SELECT is_plain = 1, create_trace, create_parent, create_project, create_project_id, ifNull(${above}, ''),
          max(has_span) = 1,
          groupArray(tuple(id, begun, ended - begun, ${orderEnd('create_order')},
            ifNull(update_name, create_name), ifNull(update_run_type, create_run_type), create_start,
            ifNull(update_end_time, create_end_time), ifNull(update_error, create_error),
            updates, create_gist, create_tracenest, update_gist, update_tracenest))
        FROM (${runs}) GROUP BY 1, 2, 3, 4, 5, 6`,
    limits,
  );
  const wordings = new Wordings();
  const trace: PlainTrace = { plain: [], otherIds: [], hasSpans: false };
  for (const group of siblings) {
    trace.hasSpans ||= group[6] || group[7].some(([id]) => isPaddedSpanId(id));
    if (group[0]) for (const row of group[7]) trace.plain.push(plainRun(group, row, wordings));
    else for (const [id] of group[7]) trace.otherIds.push(id);
  }
  return trace;
}

function plainRun(group: Siblings, row: PlainRow, wordings: Wordings): PlainRun {
  const [, trace_id, parent_run_id, project, projectId, above] = group;
  const [id, begun, after, end, name, run_type, startTime, endTime, error] = row;
  const [, , , , , , , , , updates, createGist, createNote, updateGist, updateNote] = row;
  return {
    id,
    trace_id,
    parent_run_id,
    parent_span_id: null,
    dotted_order: end === null ? null : above + end,
    name,
    run_type,
    start_time: startTime === '' ? null : startTime,
    end_time: endTime,
    project: project || projectId || null,
    first_received: Math.floor(begun / 1000),
    last_received: Math.floor((begun + after) / 1000),
    error,
    created: wordings.get(createGist, createNote),
    updated: updates === 0 ? null : wordings.get(updateGist, updateNote),
  };
}
