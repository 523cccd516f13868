/** Projects with what they hold. */
import type { ProjectSummary } from 'tracenest/wire';
import type { Store } from '../store/connect.js';
import { sql } from '../store/sql.js';

/**
 * All projects, the one with the newest trace first. Counts of runs are exact up to some ten thousand a
 * project and within a percent above (ClickHouse's `uniq`): a list must not read every id exactly.
 */
export function listProjects(store: Store): Promise<ProjectSummary[]> {
  return store.query<ProjectSummary>(
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
