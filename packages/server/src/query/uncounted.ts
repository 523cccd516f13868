/**
 * Traces of which something arrived that is not counted yet (trace-counter.ts): what is counted is right
 * but for them. Found without the records: a trace that is new is in the table `traces`, one that
 * something was added to in `changes`.
 */
import { sql, trustedSql, uuid, type Sql } from '../store/sql.js';
import type { QueryLimits, Reader } from '../store/store.js';

/** A row of trace_totals that tells all that lists and threads show; the counter fills in the others. */
export const isReady: Sql = trustedSql('has_head AND start_at IS NOT NULL');

/** A condition on `trace_id`. */
export function tracesOfProject(projectId: string): Sql {
  return sql`trace_id IN (SELECT trace_id FROM traces WHERE project_id = ${uuid(projectId)})`;
}

/** Of one project; null if they are more than `most`. */
export function findUncountedOf(
  reader: Reader,
  projectId: string,
  most: number,
  limits?: QueryLimits,
): Promise<string[] | null> {
  const ofProject = sql`project_id = ${uuid(projectId)}`;
  const arrivals = sql`SELECT trace_id, arrived FROM traces WHERE ${ofProject}
    UNION ALL SELECT trace_id, arrived FROM changes WHERE of = 'records' AND ${ofProject}`;
  // A trace in several projects is counted for one of them: in the others it is read each time.
  return notReady(reader, arrivals, ofProject, most, limits);
}

/** Of all projects, those that something was added to within the last hour; null if they are more than `most`. */
export function findUncountedLately(reader: Reader, most: number, limits?: QueryLimits): Promise<string[] | null> {
  const lately = trustedSql(`SELECT trace_id FROM changes WHERE of = 'records'`);
  const arrivals = trustedSql(`SELECT trace_id, arrived FROM changes WHERE of = 'records'`);
  return notReady(reader, arrivals, sql`trace_id IN (${lately})`, most, limits);
}

async function notReady(
  reader: Reader,
  arrivals: Sql,
  among: Sql,
  most: number,
  limits?: QueryLimits,
): Promise<string[] | null> {
  const rows = await reader.query<{ trace_id: string }>(
    sql`SELECT trace_id FROM (
          SELECT trace_id, arrived, toInt64(0) AS through FROM (${arrivals})
          UNION ALL
          SELECT trace_id, toInt64(0) AS arrived, through FROM trace_totals WHERE ${isReady} AND ${among}
        ) GROUP BY trace_id HAVING max(arrived) > max(through) LIMIT ${most + 1}`,
    limits,
  );
  return rows.length > most ? null : rows.map(({ trace_id }) => trace_id);
}
