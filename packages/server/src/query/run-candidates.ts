/**
 * Which runs of the store may fit a question, newest or oldest first. Rows are narrowed down by
 * what leaves out whole runs only (ids, traces, a span of time); what is left is grouped by run and
 * judged by `filter/candidates.ts`.
 */
import { columnMicroseconds } from '../store/column-time.js';
import { nilId } from '../store/rows.js';
import { joinSql, sql, trustedSql, uuid, uuids, type Sql } from '../store/sql.js';
import type { QueryLimits, Reader } from '../store/store.js';
import { mayBeRoot, mayMatch } from './filter/candidates.js';
import { indexedMay } from './filter/contents.js';
import type { FieldCondition, Filter, PlainField } from './filter/syntax.js';
import { demandedTotals, everyOf, inUncounted } from './filter/totals.js';
import type { Position } from './position.js';

export interface RunConditions {
  /** Of the run itself. */
  filter: Filter | null;
  /** Of a root of the run's trace. */
  traceFilter: Filter | null;
  /** Of any run of the run's trace. */
  treeFilter: Filter | null;
}

/** Microseconds since 1970, both included; null: open. */
export interface Span {
  fromUs: number | null;
  toUs: number | null;
}

export interface CandidateAsk extends RunConditions {
  order: 'asc' | 'desc';
  after: Position | null;
  /** Runs with some record in it are looked at. */
  rows: Span;
  /** Of these the ones that begin in it. */
  starts: Span;
  /** Further condition on rows, which leaves out whole runs only. */
  scope: Sql | null;
  limit: number;
  /** Traces whose totals are not in the store yet; null: not asked, any may be. */
  uncounted: readonly string[] | null;
}

const everything: Span = { fromUs: null, toUs: null };
const nil = uuid(nilId);
/** Where a row stands in time: its start, else its arrival. */
const rowTime = trustedSql(`ifNull(start_at, fromUnixTimestamp64Micro(arrived, 'UTC'))`);

export async function findCandidates(reader: Reader, ask: CandidateAsk, limits?: QueryLimits): Promise<Position[]> {
  const rows = joinSql([...namedRows(ask.filter), ...rowsInSpan(ask.rows, ask.scope), sql`true`], ' AND ');
  const direction = trustedSql(ask.order === 'asc' ? 'ASC' : 'DESC');
  return reader.query<Position>(
    sql`SELECT id, startUs FROM (
          SELECT toString(runs.id) AS id,
                 ifNull(toUnixTimestamp64Micro(min(runs.start_at)), min(runs.arrived)) AS startUs
          FROM runs WHERE ${rows} GROUP BY runs.id
          HAVING ${joinSql(runConditions(ask), ' AND ')}
        ) WHERE ${joinSql(positionConditions(ask), ' AND ')}
        ORDER BY startUs ${direction}, id ${direction} LIMIT ${ask.limit}`,
    limits,
  );
}

/** Where the first row of the store stands: microseconds since 1970. */
export async function findEarliest(reader: Reader, limits?: QueryLimits): Promise<number> {
  const [row] = await reader.query<{ earliestUs: number }>(
    sql`SELECT toUnixTimestamp64Micro(min(${rowTime})) AS earliestUs FROM runs`,
    limits,
  );
  return row?.earliestUs ?? 0;
}

/**
 * The ids of all runs that may fit, where the index of words finds few of them: null if the filter
 * asks for no words, or for words of more than `most` records.
 */
export async function findByWords(
  reader: Reader,
  filter: Filter,
  most: number,
  limits?: QueryLimits,
): Promise<string[] | null> {
  const conditions = indexedMay(filter);
  if (conditions.length === 0) return null;
  // One record need not have all of the words: the rarest condition tells.
  for (const condition of conditions) {
    const rows = await reader.query<{ id: string }>(
      sql`SELECT toString(id) AS id FROM payloads WHERE ${condition} LIMIT ${most + 1}`,
      limits,
    );
    if (rows.length <= most) return [...new Set(rows.map(({ id }) => id))];
  }
  return null;
}

/** The traces with records that are not counted; null if they are more than `most`. */
export async function findUncounted(reader: Reader, most: number, limits?: QueryLimits): Promise<string[] | null> {
  const rows = await reader.query<{ trace_id: string }>(
    sql`SELECT trace_id FROM (
          SELECT trace_id, max(arrived) AS arrived, toInt64(0) AS through FROM runs WHERE trace_id != ${nil} GROUP BY trace_id
          UNION ALL
          SELECT trace_id, toInt64(0) AS arrived, through FROM trace_totals FINAL WHERE has_run_totals
        ) GROUP BY trace_id HAVING max(arrived) > max(through) LIMIT ${most + 1}`,
    limits,
  );
  return rows.length > most ? null : rows.map(({ trace_id }) => trace_id);
}

/** The same as findByWords for filters that ask for tokens or cost. */
export async function findByTotals(
  reader: Reader,
  filter: Filter,
  uncounted: readonly string[],
  most: number,
  limits?: QueryLimits,
): Promise<string[] | null> {
  const demanded = demandedTotals(filter);
  if (demanded.length === 0) return null;
  const rows = await reader.query<{ id: string }>(
    sql`SELECT DISTINCT toString(id) AS id FROM (
          SELECT run_id AS id FROM run_totals WHERE ${everyOf(demanded, trustedSql('run_id'))}
          UNION ALL
          SELECT id FROM runs WHERE ${inUncounted(uncounted)}
        ) LIMIT ${most + 1}`,
    limits,
  );
  return rows.length > most ? null : rows.map(({ id }) => id);
}

/** Whether the conditions name runs or traces, so that few rows are read whatever the span. */
export function isNamed(filter: Filter | null): boolean {
  return namedRows(filter).length > 0;
}

/** The span of time outside of which no run can start that fits. */
export function spanOf(filter: Filter | null): Span {
  const span = { ...everything };
  for (const { field, comparator, values } of conjuncts(filter)) {
    const [value] = values;
    if (field !== 'start_time' || typeof value !== 'string') continue;
    const us = columnMicroseconds(value);
    if (comparator === 'gt' || comparator === 'gte' || comparator === 'eq')
      span.fromUs = Math.max(span.fromUs ?? us, us);
    if (comparator === 'lt' || comparator === 'lte' || comparator === 'eq') span.toUs = Math.min(span.toUs ?? us, us);
  }
  return span;
}

/** The projects that the conditions leave; null: any. */
export function projectsOf(filter: Filter | null): string[] | null {
  return equalTo(filter, 'session_id');
}

/** Rows of the traces of some projects, and of no known trace. */
export function rowsOfProjects(projectIds: readonly string[]): Sql {
  return sql`(runs.trace_id IN (SELECT trace_id FROM traces WHERE project_id IN ${uuids(projectIds)}) OR runs.trace_id = ${nil})`;
}

function positionConditions({ order, after, starts }: CandidateAsk): Sql[] {
  const conditions = [sql`true`];
  if (starts.fromUs !== null) conditions.push(sql`startUs >= ${starts.fromUs}`);
  if (starts.toUs !== null) conditions.push(sql`startUs <= ${starts.toUs}`);
  if (after === null) return conditions;
  const position = sql`(${after.startUs}, ${after.id})`;
  conditions.push(order === 'asc' ? sql`(startUs, id) > ${position}` : sql`(startUs, id) < ${position}`);
  return conditions;
}

/** All rows of the runs of which one lies in the span. */
function rowsInSpan(span: Span, scope: Sql | null): Sql[] {
  const whole = scope === null ? [] : [scope];
  if (span.fromUs === null && span.toUs === null) return whole;
  const within = timeConditions(span);
  const inScope = joinSql([...within, ...whole], ' AND ');
  // Of a run that waits for its trace other records may lie in that trace, and the other way round.
  return [
    sql`(runs.trace_id, runs.id) IN (
      SELECT arrayJoin([trace_id, ${nil}]), id FROM runs WHERE ${inScope}
      UNION ALL
      SELECT trace_id, id FROM run_ids WHERE role = 'run' AND id IN (SELECT id FROM runs WHERE trace_id = ${nil} AND ${inScope}))`,
  ];
}

function timeConditions({ fromUs, toUs }: Span): Sql[] {
  const conditions: Sql[] = [];
  if (fromUs !== null) conditions.push(sql`${rowTime} >= fromUnixTimestamp64Micro(${fromUs}, 'UTC')`);
  if (toUs !== null) conditions.push(sql`${rowTime} <= fromUnixTimestamp64Micro(${toUs}, 'UTC')`);
  return conditions;
}

/** Rows of the runs that conditions name by an id: of their own, of their trace or of their parent. */
function namedRows(filter: Filter | null): Sql[] {
  const rows: Sql[] = [];
  const ids = equalTo(filter, 'id');
  if (ids !== null) {
    rows.push(
      sql`runs.id IN ${uuids(ids)}`,
      sql`runs.trace_id IN (SELECT trace_id FROM run_ids WHERE id IN ${uuids(ids)} AND role = 'run')`,
    );
  }
  const traces = equalTo(filter, 'trace_id');
  if (traces !== null)
    rows.push(rowsOfTraces(sql`runs.trace_id IN ${uuids(traces)}`, sql`trace_id IN ${uuids(traces)}`));
  const parents = equalTo(filter, 'parent_run_id');
  if (parents !== null) {
    rows.push(
      sql`runs.trace_id IN (SELECT trace_id FROM run_ids WHERE id IN ${uuids(parents)} AND role = 'parent')`,
      sql`runs.id IN (SELECT other_id FROM run_ids WHERE id IN ${uuids(parents)} AND role = 'parent')`,
    );
  }
  return rows;
}

function rowsOfTraces(known: Sql, same: Sql): Sql {
  return sql`(${known} OR (runs.trace_id = ${nil} AND runs.id IN (SELECT id FROM runs WHERE ${same})))`;
}

function runConditions(ask: CandidateAsk): Sql[] {
  const conditions = [sql`true`];
  // The payloads of all runs that are looked at lie where their narrow rows do.
  const places = joinSql([...namedRows(ask.filter), ...rowsInSpan(ask.rows, ask.scope), sql`true`], ' AND ');
  const payloads = sql`(trace_id, id) IN (SELECT runs.trace_id, runs.id FROM runs WHERE ${places})`;
  if (ask.filter !== null) conditions.push(mayMatch(ask.filter, isNarrow(ask) ? payloads : sql`true`, ask.uncounted));
  if (ask.traceFilter !== null) conditions.push(inTraces(ask, ask.traceFilter, 'roots'));
  if (ask.treeFilter !== null) conditions.push(inTraces(ask, ask.treeFilter, 'all runs'));
  return conditions;
}

function isNarrow(ask: CandidateAsk): boolean {
  return isNamed(ask.filter) || ask.scope !== null || ask.rows.fromUs !== null || ask.rows.toUs !== null;
}

/** The run lies in a trace of which some run may fit, or in none that is known yet. */
function inTraces(ask: CandidateAsk, filter: Filter, which: 'roots' | 'all runs'): Sql {
  const places = joinSql([...namedRows(ask.filter), ...rowsInSpan(ask.rows, ask.scope), sql`true`], ' AND ');
  const scope = isNarrow(ask) ? sql`trace_id IN (SELECT runs.trace_id FROM runs WHERE ${places})` : sql`true`;
  const fits = mayMatch(filter, scope, ask.uncounted);
  const having = which === 'roots' ? sql`${mayBeRoot} AND ${fits}` : fits;
  const traces = sql`SELECT arrayJoin(places) FROM (
    SELECT groupUniqArray(runs.trace_id) AS places FROM runs
    WHERE (${scope}) OR runs.trace_id = ${nil} GROUP BY runs.id HAVING ${having})`;
  return sql`(countIf(runs.trace_id IN (${traces})) > 0 OR ${nil} IN (${traces}) OR countIf(runs.trace_id = ${nil}) > 0)`;
}

/** The ids that `eq` and `in` demand of a field in all of the filter; null where none does. */
function equalTo(filter: Filter | null, wanted: PlainField): string[] | null {
  const lists = conjuncts(filter)
    .filter(({ field, comparator }) => field === wanted && (comparator === 'eq' || comparator === 'in'))
    // Null is equal to what is absent, and of that no id tells.
    .filter(({ values }) => values.length > 0 && !values.includes(null))
    .map(({ values }) => values.map(String));
  const [first, ...others] = lists;
  if (first === undefined) return null;
  return first.filter((id) => others.every((list) => list.includes(id)));
}

/** Conditions that every run that fits fulfils, because only `and` stands above them. */
function conjuncts(filter: Filter | null): FieldCondition[] {
  if (filter === null) return [];
  if (filter.kind === 'field') return [filter];
  return filter.kind === 'and' ? filter.parts.flatMap(conjuncts) : [];
}
