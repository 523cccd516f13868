/** Which traces changed lately: what live pages are told. */
import type { Store } from '../store/connect.js';
import { sql } from '../store/sql.js';

export interface Change {
  trace_id: string;
  /** Name of its project. */
  project: string;
  /** When it changed last: microseconds since 1970. */
  arrived: number;
  /** When its records did; 0: only what is counted of them. */
  recordsArrived: number;
  /** How many changes there were, and how many of records: by another process's clock a later one may be older. */
  count: number;
  recordsCount: number;
}

/** Changes that arrived after a moment (microseconds since 1970), the latest first. */
export function listChanges(store: Store, sinceUs: number): Promise<Change[]> {
  return store.query<Change>(
    sql`SELECT toString(changes.trace_id) AS trace_id, any(projects.name) AS project, max(changes.arrived) AS arrived,
               maxIf(changes.arrived, changes.of = 'records') AS recordsArrived,
               count() AS count, countIf(changes.of = 'records') AS recordsCount
        FROM changes LEFT JOIN projects ON projects.id = changes.project_id
        WHERE changes.arrived > ${Math.floor(sinceUs)}
        GROUP BY changes.trace_id, changes.project_id
        ORDER BY arrived DESC`,
    { maxSeconds: 5 },
  );
}
