/** How long the traces of projects took, as far as they are counted, and how their runs streamed. */
import { nilId } from '../store/rows.js';
import { sql, uuid, uuids } from '../store/sql.js';
import type { Reader } from '../store/store.js';

/** Seconds, and ISO 8601; null where nothing tells. */
export interface ProjectTimes {
  latency_p50: number | null;
  latency_p99: number | null;
  /** From the beginning of a run to its first token, of runs that tell it. */
  first_token_p50: number | null;
  first_token_p99: number | null;
  first_start: string | null;
  /** Runs that tell when their first token came. */
  streamed_count: number;
}

/** By the id of the project; those without traces are left out. */
export async function projectTimes(reader: Reader, projectIds: readonly string[]): Promise<Map<string, ProjectTimes>> {
  const [starts, traces, streams] = await Promise.all([
    readStarts(reader, projectIds),
    readLatencies(reader, projectIds),
    readStreams(reader, projectIds),
  ]);
  return new Map(
    [...starts].map(([id, first_start]) => {
      const [latencies, streamed] = [traces.get(id), streams.get(id)];
      return [
        id,
        {
          latency_p50: latencies?.[0] ?? null,
          latency_p99: latencies?.[1] ?? null,
          first_token_p50: streamed?.waits[0] ?? null,
          first_token_p99: streamed?.waits[1] ?? null,
          first_start,
          streamed_count: streamed?.count ?? 0,
        },
      ];
    }),
  );
}

async function readStarts(reader: Reader, projectIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await reader.query<{ id: string; first: string }>(
    sql`SELECT project_id AS id, formatDateTime(min(start_at), '%Y-%m-%dT%H:%i:%S.%fZ') AS first
        FROM traces WHERE project_id IN ${uuids(projectIds)} GROUP BY project_id`,
  );
  return new Map(rows.map(({ id, first }) => [id, first]));
}

async function readLatencies(reader: Reader, projectIds: readonly string[]): Promise<Map<string, [number, number]>> {
  const rows = await reader.query<{ id: string; latencies: [number, number] }>(
    sql`SELECT project_id AS id,
               arrayMap(us -> us / 1e6, quantilesExactInclusive(0.5, 0.99)(assumeNotNull(duration_us))) AS latencies
        FROM trace_totals FINAL WHERE project_id IN ${uuids(projectIds)} AND duration_us IS NOT NULL GROUP BY project_id`,
  );
  return new Map(rows.map(({ id, latencies }) => [id, latencies]));
}

interface Streams {
  count: number;
  /** Empty where no run tells when it began. */
  waits: number[];
}

/** Only of runs that streamed: the others are not read. */
async function readStreams(reader: Reader, projectIds: readonly string[]): Promise<Map<string, Streams>> {
  const [ids, nil] = [uuids(projectIds), uuid(nilId)];
  // The record of an end may not say the project: then it is that of the trace.
  const rows = await reader.query<Streams & { id: string }>(
    sql`SELECT if(own = ${nil}, held.project_id, own) AS id, count() AS count,
               if(countIf(waited >= 0) = 0, [],
                  arrayMap(us -> us / 1e6, quantilesExactInclusiveIf(0.5, 0.99)(ifNull(waited, 0), waited >= 0))) AS waits
        FROM (
          SELECT trace_id, argMinIf(project_id, (op, arrived), project_id != ${nil}) AS own,
                 dateDiff('microsecond', min(start_at), min(parseDateTime64BestEffortOrNull(first_token_time, 6, 'UTC'))) AS waited
          FROM runs WHERE (trace_id, runs.id) IN (
            SELECT trace_id, runs.id FROM runs WHERE first_token_time IS NOT NULL AND (project_id = ${nil} OR project_id IN ${ids}))
          GROUP BY trace_id, runs.id
        ) AS streamed
        LEFT ANY JOIN (SELECT trace_id, project_id FROM traces WHERE project_id IN ${ids}) AS held
          ON held.trace_id = streamed.trace_id
        GROUP BY id HAVING id IN ${ids}`,
  );
  return new Map(rows.map(({ id, count, waits }) => [id, { count, waits }]));
}
