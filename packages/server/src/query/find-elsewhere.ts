/** What the store knows of ids that a trace names and does not have: the reason in `missing-parent`. */
import type { Reader } from '../store/store.js';
import { bind, sql, uuid } from '../store/sql.js';

/** The store looks up this many ids; of a trace with more absent ids the rest stay unexplained. */
const maxIds = 1_000;

/** For each id found in another trace: `other-trace`, or `other-project` where that trace is in none of this one's projects. */
export async function findElsewhere(
  reader: Reader,
  traceId: string,
  absentIds: readonly string[],
): Promise<Record<string, 'other-trace' | 'other-project'>> {
  const rows = await reader.query<{ id: string; same_project: boolean }>(
    sql`WITH own AS (SELECT DISTINCT project_id FROM traces WHERE trace_id = ${uuid(traceId)})
        SELECT toString(runs.id) AS id, max(runs.project_id IN (SELECT project_id FROM own)) = 1 AS same_project
        FROM runs
        WHERE (runs.trace_id, runs.id) IN (
          SELECT trace_id, id FROM run_ids
          WHERE role = 'run' AND id IN ${bind('Array(UUID)', absentIds.slice(0, maxIds))} AND trace_id != ${uuid(traceId)}
        )
        GROUP BY runs.id`,
  );
  return Object.fromEntries(rows.map((row) => [row.id, row.same_project ? 'other-trace' : 'other-project']));
}
