/** Conversations of a project, summed up over their turns, and the turns of one. */
import type { ThreadAnswer, ThreadSort, ThreadSummary, TraceSummary, Turn } from 'tracenest/wire';
import { sql, trustedSql, uuid, uuids, type Sql } from '../store/sql.js';
import type { QueryLimits, Store } from '../store/store.js';
import { Budget, type BudgetOptions } from './budget.js';
import { findProject } from './find-project.js';
import { summarizeTraces } from './list-traces.js';
import { projectsOfTraces } from './stored-runs.js';
import { readSummaries } from './trace-heads.js';
import { findUncountedOf, isReady, tracesOfProject } from './uncounted.js';
import { costOf, tokensOf, totalsColumns, totalsSums, type TotalsRow } from './trace-totals.js';

export interface ThreadListAsk {
  /** Name of the project. */
  project: string;
  sort: ThreadSort;
  /** How many are passed over. */
  offset: number;
  limit: number;
}

export interface ThreadAsk extends Omit<ThreadListAsk, 'sort'> {
  threadId: string;
}

export interface ThreadList {
  threads: ThreadSummary[];
  hasMore: boolean;
}

/** A reader waits for it. */
const maxSeconds = 8;
/** The counter is that many traces behind at most while it keeps up. */
const mostUncounted = 20_000;

const orders: Readonly<Record<ThreadSort, Sql>> = {
  active: trustedSql('activeUs'),
  turns: trustedSql('turn_count'),
  errors: trustedSql('error_count'),
  tokens: trustedSql('total'),
  cost: trustedSql('cost_total'),
  latency: trustedSql('ifNull(latencyUs, -1)'),
};

/** Null if there is no such project. Throws BudgetSpent. */
export async function listThreads(
  store: Store,
  ask: ThreadListAsk,
  options: BudgetOptions = {},
): Promise<ThreadList | null> {
  const project = await findProject(store, ask.project);
  if (project === null) return null;
  const budget = new Budget({ maxSeconds, ...options });
  const turns = await turnsOf(store, project.id, null, budget);
  const rows = await budget.step((limits) => sumUp(store, turns, ask, limits));
  const page = rows.slice(0, ask.limit);
  return { threads: await withFirstInputs(store, page, budget), hasMore: rows.length > ask.limit };
}

/** Null if the project has no such thread. Throws BudgetSpent. */
export async function getThread(
  store: Store,
  ask: ThreadAsk,
  options: BudgetOptions = {},
): Promise<(Omit<ThreadAnswer, 'next_cursor'> & { hasMore: boolean }) | null> {
  const project = await findProject(store, ask.project);
  if (project === null) return null;
  const budget = new Budget({ maxSeconds, ...options });
  const turns = await turnsOf(store, project.id, ask.threadId, budget);
  const [row] = await budget.step((limits) => sumUp(store, turns, { sort: 'active', offset: 0, limit: 0 }, limits));
  if (row === undefined) return null;
  const ids = await budget.step((limits) => traceIds(store, turns, limits));
  const page = ids.slice(ask.offset, ask.offset + ask.limit);
  const [thread] = await withFirstInputs(store, [row], budget);
  const summaries = await summarizeTraces(store, project.name, page);
  return thread === undefined ? null : { thread, turns: summaries, hasMore: ids.length > ask.offset + ask.limit };
}

/** Null: the trace names no thread, or nothing of it has been received. Throws BudgetSpent. */
export async function findTurn(store: Store, traceId: string, options: BudgetOptions = {}): Promise<Turn | null> {
  const budget = new Budget({ maxSeconds, ...options });
  const projectId = (await budget.step((limits) => projectsOfTraces(store, [traceId], limits))).get(traceId);
  if (projectId === undefined) return null;
  const [own] = await budget.step((limits) =>
    store.query<{ thread: string }>(
      sql`SELECT thread FROM ${turnsIn(sql`trace_id = ${uuid(traceId)}`)} AS turns`,
      limits,
    ),
  );
  const project = await findProject(store, projectId);
  if (own === undefined || project === null) return null;
  const turns = await turnsOf(store, projectId, own.thread, budget);
  const ids = await budget.step((limits) => traceIds(store, turns, limits));
  const index = ids.indexOf(traceId);
  if (index < 0) return null;
  return {
    thread_id: own.thread,
    project: project.name,
    number: index + 1,
    count: ids.length,
    previous: ids[index - 1] ?? null,
    next: ids[index + 1] ?? null,
  };
}

/**
 * Turns of all threads of a project, or of one: those that are counted to the last from what was
 * counted, the others from their records. One row each: trace, thread, startUs, endUs, failed, totals.
 */
async function turnsOf(store: Store, projectId: string, threadId: string | null, budget: Budget): Promise<Sql> {
  const uncounted = await budget.step((limits) => findUncountedOf(store, projectId, mostUncounted, limits));
  const inProject = tracesOfProject(projectId);
  if (uncounted === null) return withTotals(ofThread(turnsIn(inProject), threadId), inProject);
  const fromRecords = sql`trace_id IN ${uuids(uncounted)}`;
  const counted = sql`SELECT trace_id AS trace, thread_id AS thread, toUnixTimestamp64Micro(assumeNotNull(start_at)) AS startUs,
           if(duration_us IS NULL, 0, startUs + duration_us) AS endUs, status = 'error' AS failed, ${totalsColumns}
    FROM trace_totals FINAL
    WHERE project_id = ${uuid(projectId)} AND ${isReady} AND thread_id != '' AND NOT (${fromRecords})`;
  const all =
    uncounted.length === 0
      ? sql`(${counted})`
      : sql`(${counted} UNION ALL SELECT * FROM ${withTotals(turnsIn(fromRecords), fromRecords)} AS uncounted)`;
  return ofThread(all, threadId);
}

function ofThread(turns: Sql, threadId: string | null): Sql {
  return threadId === null ? turns : sql`(SELECT * FROM ${turns} AS every WHERE thread = ${threadId})`;
}

function withTotals(turns: Sql, traces: Sql): Sql {
  return sql`(SELECT trace, thread, startUs, endUs, failed, ${totalsColumns} FROM ${turns} AS turns
              LEFT JOIN (SELECT trace_id, ${totalsColumns} FROM trace_totals FINAL WHERE ${traces}) AS counted
                ON counted.trace_id = turns.trace)`;
}

/** One row for each trace whose root names a thread: trace, thread, startUs, endUs, failed. */
function turnsIn(where: Sql): Sql {
  return sql`(
    SELECT trace, argMin(said, (id != trace, beginUs)).1 AS thread, argMin(beginUs, (id != trace, beginUs)) AS startUs,
           argMin(doneUs, (id != trace, beginUs)) AS endUs, argMin(has_failed, (id != trace, beginUs)) AS failed
    FROM (
      SELECT runs.trace_id AS trace, runs.id AS id,
             tuple(argMaxIf(thread_id, arrived, thread_id IS NOT NULL)) AS said,
             ifNull(toUnixTimestamp64Micro(min(start_at)), min(arrived)) AS beginUs,
             ifNull(toUnixTimestamp64Micro(max(end_at)), 0) AS doneUs,
             max(ifNull(error, '') != '') AS has_failed
      FROM runs WHERE ${where} AND (id = trace_id OR is_root) GROUP BY trace, id
    ) GROUP BY trace HAVING thread IS NOT NULL AND thread != '')`;
}

function traceIds(store: Store, turns: Sql, limits: QueryLimits): Promise<string[]> {
  return store
    .query<{ id: string }>(sql`SELECT toString(trace) AS id FROM ${turns} AS turns ORDER BY startUs, trace`, limits)
    .then((rows) => rows.map(({ id }) => id));
}

interface ThreadRow extends TotalsRow {
  thread: string;
  first_trace: string;
  turn_count: number;
  error_count: number;
  firstUs: number;
  activeUs: number;
  latencyUs: number | null;
}

/** One more than the limit, where there is. */
function sumUp(
  store: Store,
  turns: Sql,
  { sort, offset, limit }: Pick<ThreadListAsk, 'sort' | 'offset' | 'limit'>,
  limits: QueryLimits,
): Promise<ThreadRow[]> {
  return store.query<ThreadRow>(
    sql`SELECT thread, toString(argMin(trace, (startUs, trace))) AS first_trace, count() AS turn_count,
               countIf(failed) AS error_count, min(startUs) AS firstUs, max(greatest(startUs, endUs)) AS activeUs,
               if(countIf(endUs > 0) = 0, NULL, quantileExactInclusiveIf(0.5)(greatest(endUs - startUs, 0), endUs > 0)) AS latencyUs,
               ${totalsSums}
        FROM ${turns} AS turns GROUP BY thread ORDER BY ${orders[sort]} DESC, activeUs DESC, thread LIMIT ${limit + 1} OFFSET ${offset}`,
    limits,
  );
}

async function withFirstInputs(store: Store, rows: readonly ThreadRow[], budget: Budget): Promise<ThreadSummary[]> {
  const ids = rows.map(({ first_trace }) => first_trace);
  const counted = await budget.step((limits) => readSummaries(store, ids, limits));
  const others = ids.filter((id) => !counted.has(id));
  const read = others.length === 0 ? [] : await budget.step((limits) => firstInputs(store, others, limits));
  const inputs = new Map([...counted].map(([id, { inputs_preview }]) => [id, inputs_preview]));
  for (const { trace, said } of read) inputs.set(trace, said);
  return rows.map((row) => ({
    thread_id: row.thread,
    turn_count: row.turn_count,
    error_count: row.error_count,
    first_start_time: new Date(row.firstUs / 1000).toISOString(),
    last_active_time: new Date(row.activeUs / 1000).toISOString(),
    first_input: inputs.get(row.first_trace) ?? null,
    latency_p50_ms: row.latencyUs === null ? null : row.latencyUs / 1000,
    tokens: tokensOf(row),
    cost: costOf(row),
  }));
}

function firstInputs(
  store: Store,
  ids: readonly string[],
  limits: QueryLimits,
): Promise<{ trace: string; said: TraceSummary['inputs_preview'] }[]> {
  return store.query(
    sql`SELECT toString(trace_id) AS trace, argMinIf(inputs_preview, (id != trace_id, op, arrived), inputs_preview IS NOT NULL) AS said
        FROM runs WHERE trace_id IN ${uuids(ids)} AND (id = trace_id OR is_root) GROUP BY trace_id`,
    limits,
  );
}
