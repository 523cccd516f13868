/** Projects with what they hold. */
import type { ProjectSummary } from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import { readProjects } from '../store/projects.js';
import { nilId } from '../store/rows.js';
import { sql, uuid, uuids } from '../store/sql.js';
import { costOf, nothing, tokensOf, totalsColumns, totalsSums, type TotalsRow } from './trace-totals.js';
import { findUncountedLately } from './uncounted.js';

/** What more is not counted yet is added when it is. */
const mostUncounted = 20_000;

/**
 * All projects, the one with the newest trace first. Numbers of runs and failed traces are those that
 * were counted, and of what has just arrived those of the records; tokens and cost are those that were counted.
 */
export async function listProjects(store: Store): Promise<ProjectSummary[]> {
  const uncounted = (await findUncountedLately(store, mostUncounted)) ?? [];
  const [projects, held, counted, added] = await Promise.all([
    readProjects(store),
    readHeld(store),
    readCounted(store, uncounted),
    readRecords(store, uncounted),
  ]);
  const summaries = projects.map((project): ProjectSummary => {
    const { id, name } = project;
    const [row, traces, more] = [counted.get(id), held.get(id), added.get(id)];
    const totals = row ?? nothing;
    return {
      id,
      name,
      trace_count: traces?.trace_count ?? 0,
      run_count: (row?.run_count ?? 0) + (more?.run_count ?? 0),
      error_count: (row?.error_count ?? 0) + (more?.error_count ?? 0),
      last_start_time: traces?.last_start_time ?? null,
      tokens: tokensOf(totals),
      cost: costOf(totals),
      finding_count: totals.findings,
      warning_count: totals.warnings,
    };
  });
  // Of those without traces the newest first: readProjects gives the oldest first.
  return summaries.toReversed().toSorted((a, b) => compare(b.last_start_time ?? '', a.last_start_time ?? ''));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

interface HeldRow {
  id: string;
  trace_count: number;
  last_start_time: string;
}

async function readHeld(store: Store): Promise<Map<string, HeldRow>> {
  const rows = await store.query<HeldRow>(
    sql`SELECT toString(project_id) AS id, uniqExact(trace_id) AS trace_count,
               formatDateTime(max(start_at), '%Y-%m-%dT%H:%i:%S.%fZ') AS last_start_time
        FROM traces GROUP BY project_id`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

interface RunCounts {
  id: string;
  run_count: number;
  error_count: number;
}

/** Sums of what is counted of the traces of each project; the runs of some traces are left out. */
async function readCounted(store: Store, uncounted: readonly string[]): Promise<Map<string, RunCounts & TotalsRow>> {
  const rows = await store.query<RunCounts & TotalsRow>(
    sql`SELECT toString(project_id) AS id, sumIf(runs, is_counted) AS run_count,
               countIf(is_counted AND status = 'error') AS error_count, ${totalsSums}
        FROM (SELECT project_id, trace_id NOT IN ${uuids(uncounted)} AS is_counted, runs, status, ${totalsColumns}
              FROM trace_totals FINAL)
        GROUP BY project_id`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Runs of some traces, and which of these failed, from their records. */
async function readRecords(store: Store, traceIds: readonly string[]): Promise<Map<string, RunCounts>> {
  if (traceIds.length === 0) return new Map();
  const rows = await store.query<RunCounts>(
    sql`SELECT toString(project_id) AS id, uniqExact(runs.id) AS run_count,
               uniqExactIf(trace_id, runs.id = trace_id AND error != '') AS error_count
        FROM (
          SELECT trace_id, runs.id, argMinIf(project_id, (op, arrived), project_id != ${uuid(nilId)}) AS project_id,
                 max(ifNull(error, '')) AS error
          FROM runs WHERE trace_id IN ${uuids(traceIds)} GROUP BY trace_id, id
        ) AS runs GROUP BY project_id`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
