/** How long the traces of a project took, as far as they are counted, and how many of its runs streamed. */
import { sql, uuid } from '../store/sql.js';
import type { Reader } from '../store/store.js';

/** Seconds, and ISO 8601; null where nothing tells. */
export interface ProjectTimes {
  latency_p50: number | null;
  latency_p99: number | null;
  first_start: string | null;
  streaming_rate: number | null;
}

export async function projectTimes(reader: Reader, projectId: string): Promise<ProjectTimes> {
  const id = uuid(projectId);
  const [[traces], [runs]] = await Promise.all([
    reader.query<{ latencies: [number, number] }>(
      sql`SELECT arrayMap(us -> us / 1e6, quantilesExactInclusive(0.5, 0.99)(ifNull(duration_us, 0))) AS latencies
          FROM trace_totals FINAL WHERE project_id = ${id} AND duration_us IS NOT NULL HAVING count() > 0`,
    ),
    reader.query<{ first: string; streaming: number }>(
      sql`SELECT formatDateTime(min(start_at), '%Y-%m-%dT%H:%i:%S.%fZ') AS first,
                 (SELECT uniqIf(id, first_token_time IS NOT NULL) / uniq(id) FROM runs WHERE project_id = ${id}) AS streaming
          FROM traces WHERE project_id = ${id} HAVING count() > 0`,
    ),
  ]);
  return {
    latency_p50: traces?.latencies[0] ?? null,
    latency_p99: traces?.latencies[1] ?? null,
    first_start: runs?.first ?? null,
    streaming_rate: runs?.streaming ?? null,
  };
}
