/** How long the traces of a project took, as far as they are counted, and how its runs streamed. */
import { nilId } from '../store/rows.js';
import { sql, uuid } from '../store/sql.js';
import type { Reader } from '../store/store.js';

/** Seconds, and ISO 8601; null where nothing tells. */
export interface ProjectTimes {
  latency_p50: number | null;
  latency_p99: number | null;
  /** From the beginning of a run to its first token, of runs that tell it. */
  first_token_p50: number | null;
  first_token_p99: number | null;
  first_start: string | null;
  streaming_rate: number | null;
}

export async function projectTimes(reader: Reader, projectId: string): Promise<ProjectTimes> {
  const id = uuid(projectId);
  // The record of an end may not say the project.
  const ofProject = sql`trace_id IN (SELECT trace_id FROM traces WHERE project_id = ${id}) AND project_id IN (${id}, ${uuid(nilId)})`;
  const [[traces], [runs], [streamed]] = await Promise.all([
    reader.query<{ latencies: [number, number] }>(
      sql`SELECT arrayMap(us -> us / 1e6, quantilesExactInclusive(0.5, 0.99)(ifNull(duration_us, 0))) AS latencies
          FROM trace_totals FINAL WHERE project_id = ${id} AND duration_us IS NOT NULL HAVING count() > 0`,
    ),
    reader.query<{ first: string; streaming: number }>(
      sql`SELECT formatDateTime(min(start_at), '%Y-%m-%dT%H:%i:%S.%fZ') AS first,
                 (SELECT uniqIf(id, first_token_time IS NOT NULL) / uniq(id) FROM runs WHERE ${ofProject}) AS streaming
          FROM traces WHERE project_id = ${id} HAVING count() > 0`,
    ),
    reader.query<{ waits: [number, number] }>(
      sql`SELECT arrayMap(us -> us / 1e6, quantilesExactInclusive(0.5, 0.99)(assumeNotNull(waited))) AS waits FROM (
            SELECT dateDiff('microsecond', min(start_at), min(parseDateTime64BestEffortOrNull(first_token_time, 6, 'UTC'))) AS waited
            FROM runs WHERE ${ofProject} AND (start_at IS NOT NULL OR first_token_time IS NOT NULL) GROUP BY trace_id, id
          ) WHERE waited >= 0 HAVING count() > 0`,
    ),
  ]);
  return {
    latency_p50: traces?.latencies[0] ?? null,
    latency_p99: traces?.latencies[1] ?? null,
    first_token_p50: streamed?.waits[0] ?? null,
    first_token_p99: streamed?.waits[1] ?? null,
    first_start: runs?.first ?? null,
    streaming_rate: runs?.streaming ?? null,
  };
}
