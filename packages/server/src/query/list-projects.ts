/** Projects with what they hold. */
import type { ProjectSummary } from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import { sql } from '../store/sql.js';
import { costOf, nothing, tokensOf, totalsColumns, totalsSums, type TotalsRow } from './trace-totals.js';

/**
 * All projects, the one with the newest trace first. Counts of runs are exact up to some ten thousand a
 * project and within a percent above (ClickHouse's `uniq`): a list must not read every id exactly.
 */
export async function listProjects(store: Store): Promise<ProjectSummary[]> {
  const [projects, totals] = await Promise.all([readProjects(store), readTotals(store)]);
  return projects.map((project): ProjectSummary => {
    const row = totals.get(project.id) ?? nothing;
    return { ...project, tokens: tokensOf(row), cost: costOf(row), warning_count: row.warnings };
  });
}

/** Sums of what is counted of the traces of each project. */
async function readTotals(store: Store): Promise<Map<string, TotalsRow>> {
  const rows = await store.query<TotalsRow & { id: string }>(
    sql`SELECT toString(project_id) AS id, ${totalsSums} FROM (SELECT project_id, ${totalsColumns} FROM trace_totals FINAL) GROUP BY project_id`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function readProjects(store: Store): Promise<Omit<ProjectSummary, 'tokens' | 'cost' | 'warning_count'>[]> {
  return store.query(
    sql`SELECT toString(projects.id) AS id, projects.name AS name,
               ifNull(held.trace_count, 0) AS trace_count,
               ifNull(ran.run_count, 0) AS run_count,
               ifNull(failed.error_count, 0) AS error_count,
               if(held.trace_count > 0, formatDateTime(held.last_start, '%Y-%m-%dT%H:%i:%S.%fZ'), NULL) AS last_start_time
        FROM (SELECT * FROM projects FINAL) AS projects
        LEFT JOIN (
          SELECT project_id, uniq(trace_id) AS trace_count, max(start_at) AS last_start
          FROM traces GROUP BY project_id
        ) AS held ON held.project_id = projects.id
        LEFT JOIN (SELECT project_id, uniq(id) AS run_count FROM runs GROUP BY project_id) AS ran
          ON ran.project_id = projects.id
        LEFT JOIN (
          SELECT project_id, uniq(trace_id) AS error_count FROM traces
          WHERE trace_id IN (SELECT trace_id FROM runs WHERE id = trace_id AND error != '')
          GROUP BY project_id
        ) AS failed ON failed.project_id = projects.id
        ORDER BY held.last_start DESC, projects.created_at DESC, name`,
  );
}
