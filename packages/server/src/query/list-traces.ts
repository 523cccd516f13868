/**
 * The traces of a project, newest first. Found in the table `traces`, in a window that widens until the
 * page is full, so that the first page of a project with years of traces reads some hundred rows.
 */
import { mergeTrace } from 'tracenest/wire';
import type { MergedRun, TraceSummary } from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import { readTraceRecords } from '../store/records.js';
import { nilId } from '../store/rows.js';
import { joinSql, sql, uuid, uuids, type Sql } from '../store/sql.js';
import { findProject } from './find-project.js';
import type { Position } from './position.js';
import { readRuns } from './read-runs.js';
import { readSummaries } from './trace-heads.js';
import { readCounted, type CountedTotals } from './trace-totals.js';
import { addTokens, noTokens } from './tokens.js';

export interface TraceListAsk {
  project: string;
  after: Position | null;
  limit: number;
}

export interface TraceList {
  traces: TraceSummary[];
  next: Position | null;
}

const errorPreviewLength = 300;
/** Rows of one trace that are further apart than this may place it by one of the later ones. */
const slackUs = 24 * 3_600_000_000;
/** How many rows a window has for each trace that is wanted. After these comes all of time. */
const windowRows = [2, 16, 128];

/** Null if there is no such project. */
export async function listTraces(store: Store, ask: TraceListAsk): Promise<TraceList | null> {
  const project = await findProject(store, ask.project);
  if (project === null) return null;
  const found = await findTraces(store, project.id, ask.after, ask.limit + 1);
  const page = found.slice(0, ask.limit);
  const last = page.at(-1);
  return {
    traces: await summarizeTraces(
      store,
      project.name,
      page.map((trace) => trace.id),
    ),
    next: found.length > ask.limit && last !== undefined ? last : null,
  };
}

async function findTraces(store: Store, projectId: string, after: Position | null, limit: number): Promise<Position[]> {
  for (const rows of windowRows) {
    const fromUs = await startOfWindow(store, projectId, after, limit * rows);
    const found = await findInWindow(store, projectId, after, fromUs, limit);
    if (found.length === limit || fromUs === null) return found;
  }
  return findInWindow(store, projectId, after, null, limit);
}

/** Where the row stands that so many are newer than; null if there are no more. */
async function startOfWindow(
  store: Store,
  projectId: string,
  after: Position | null,
  rows: number,
): Promise<number | null> {
  const older = after === null ? sql`` : sql` AND start_at <= fromUnixTimestamp64Micro(${after.startUs})`;
  const [row] = await store.query<{ startUs: number }>(
    sql`SELECT toUnixTimestamp64Micro(start_at) AS startUs FROM traces WHERE project_id = ${uuid(projectId)}${older}
        ORDER BY start_at DESC LIMIT 1 OFFSET ${rows}`,
  );
  return row?.startUs ?? null;
}

/** A trace may have several rows; the earliest start counts. `fromUs`: only traces that begin then or later; null: all. */
function findInWindow(
  store: Store,
  projectId: string,
  after: Position | null,
  fromUs: number | null,
  limit: number,
): Promise<Position[]> {
  const rows: Sql[] = [sql`project_id = ${uuid(projectId)}`];
  const whole: Sql[] = [];
  if (fromUs !== null) {
    rows.push(sql`start_at >= fromUnixTimestamp64Micro(${fromUs - slackUs})`);
    whole.push(sql`startUs >= ${fromUs}`);
  }
  if (after !== null) {
    rows.push(sql`start_at <= fromUnixTimestamp64Micro(${after.startUs + slackUs})`);
    whole.push(sql`(startUs, id) < (${after.startUs}, ${after.id})`);
  }
  const having = whole.length === 0 ? sql`` : sql`HAVING ${joinSql(whole, ' AND ')}`;
  return store.query<Position>(
    sql`SELECT toString(trace_id) AS id, toUnixTimestamp64Micro(min(start_at)) AS startUs
        FROM traces WHERE ${joinSql(rows, ' AND ')}
        GROUP BY trace_id ${having}
        ORDER BY startUs DESC, id DESC LIMIT ${limit}`,
  );
}

interface TraceTotals {
  trace: string;
  /** The root, else the earliest run that names no parent, else the earliest. */
  leader: string;
  leader_is_root: boolean;
  run_count: number;
  error_count: number;
  prompt: number;
  completion: number;
  total: number;
  inputs_preview: string | null;
  outputs_preview: string | null;
}

/** What a list shows of each trace, in the order of `traceIds`. */
export async function summarizeTraces(
  store: Store,
  project: string,
  traceIds: readonly string[],
): Promise<TraceSummary[]> {
  const counted = await readSummaries(store, traceIds);
  const others = await summarizeUncounted(
    store,
    project,
    traceIds.filter((id) => !counted.has(id)),
  );
  return traceIds.flatMap((id) => {
    const summary = counted.get(id);
    const other = others.get(id);
    if (summary !== undefined) return [{ ...summary, project }];
    return other === undefined ? [] : [other];
  });
}

/** By trace, from its records, and what was counted of it some moments ago. */
async function summarizeUncounted(
  store: Store,
  project: string,
  traceIds: readonly string[],
): Promise<Map<string, TraceSummary>> {
  const summaries = new Map<string, TraceSummary>();
  if (traceIds.length === 0) return summaries;
  const [found, counted] = await Promise.all([readTotals(store, traceIds), readCounted(store, traceIds)]);
  const totals = new Map(found.map((row) => [row.trace, row]));
  const places = [...totals.values()].map((row) => ({ id: row.leader, trace_ids: [row.trace, nilId] }));
  const leaders = await readRuns(store, places, { payloads: false });
  for (const traceId of traceIds) {
    const row = totals.get(traceId);
    const leader = row === undefined ? undefined : leaders.get(row.leader);
    const summary =
      row !== undefined && leader !== undefined
        ? summaryOf(row, leader, project)
        : await summarizeUnplaced(store, traceId, project);
    if (summary !== null) summaries.set(traceId, withCounted(summary, counted.get(traceId)));
  }
  return summaries;
}

/** What is not counted yet is what the records say at a glance. */
function withCounted(summary: TraceSummary, counted: CountedTotals | undefined): TraceSummary {
  if (counted === undefined) return summary;
  const { status, ...totals } = counted;
  return {
    ...summary,
    ...totals,
    status: summary.status === 'pending' && status === 'unfinished' ? status : summary.status,
  };
}

/** One row per trace; a run whose records repeat its error or tokens counts once. */
function readTotals(store: Store, traceIds: readonly string[]): Promise<TraceTotals[]> {
  return store.query<TraceTotals>(
    sql`SELECT toString(trace_id) AS trace,
               toString(argMin(id, (id != trace_id, NOT no_parent, started, id))) AS leader,
               argMin(id = trace_id OR no_parent, (id != trace_id, NOT no_parent, started, id)) AS leader_is_root,
               argMin(said_inputs, (id != trace_id, NOT no_parent, started, id)).1 AS inputs_preview,
               argMin(said_outputs, (id != trace_id, NOT no_parent, started, id)).1 AS outputs_preview,
               count() AS run_count,
               countIf(failed) AS error_count,
               sumIf(prompt_tokens, is_llm) AS prompt,
               sumIf(completion_tokens, is_llm) AS completion,
               sumIf(total_tokens, is_llm) AS total
        FROM (
          SELECT trace_id, id,
                 min(runs.is_root) AS no_parent,
                 min(ifNull(runs.start_at, fromUnixTimestamp64Micro(runs.arrived, 'UTC'))) AS started,
                 max(ifNull(runs.error, '') != '') AS failed,
                 max(ifNull(runs.run_type, '') = 'llm') AS is_llm,
                 max(ifNull(runs.prompt_tokens, 0)) AS prompt_tokens,
                 max(ifNull(runs.completion_tokens, 0)) AS completion_tokens,
                 max(ifNull(runs.total_tokens, 0)) AS total_tokens,
                 tuple(argMaxIf(runs.inputs_preview, (runs.op, runs.arrived), runs.inputs_preview IS NOT NULL)) AS said_inputs,
                 tuple(argMaxIf(runs.outputs_preview, (runs.op, runs.arrived), runs.outputs_preview IS NOT NULL)) AS said_outputs
          FROM runs WHERE trace_id IN ${uuids(traceIds)} GROUP BY trace_id, id
        ) GROUP BY trace_id`,
  );
}

function summaryOf(row: TraceTotals, leader: MergedRun, project: string): TraceSummary {
  return {
    ...leaderFields(leader),
    trace_id: row.trace,
    project,
    root_run_id: row.leader_is_root ? leader.id : null,
    run_count: row.run_count,
    error_count: row.error_count,
    tokens: { prompt: row.prompt, completion: row.completion, total: row.total },
    cost: null,
    finding_count: null,
    warning_count: null,
    inputs_preview: row.inputs_preview,
    outputs_preview: row.outputs_preview,
  };
}

/** A trace whose records do not know it (yet): few runs, found by their ids and counted one by one. */
async function summarizeUnplaced(store: Store, traceId: string, project: string): Promise<TraceSummary | null> {
  const runs = mergeTrace(await readTraceRecords(store, traceId, { payloads: false }));
  const leader = runs.find((run) => run.id === traceId) ?? runs[0];
  if (leader === undefined) return null;
  const tokens = noTokens();
  for (const run of runs) if (run.run_type === 'llm' && run.usage !== null) addTokens(tokens, run.usage);
  return {
    ...leaderFields(leader),
    trace_id: traceId,
    project,
    root_run_id: leader.parent_run_id === null && leader.parent_span_id === null ? leader.id : null,
    run_count: runs.length,
    error_count: runs.filter((run) => run.status === 'error').length,
    tokens,
    cost: null,
    finding_count: null,
    warning_count: null,
    inputs_preview: null,
    outputs_preview: null,
  };
}

function leaderFields(
  leader: MergedRun,
): Pick<TraceSummary, 'name' | 'run_type' | 'status' | 'start_time' | 'end_time' | 'error_preview'> {
  return {
    name: leader.name ?? leader.id,
    run_type: leader.run_type,
    status: leader.status,
    start_time: leader.start_time,
    end_time: leader.end_time,
    error_preview: leader.error === null ? null : leader.error.slice(0, errorPreviewLength),
  };
}
