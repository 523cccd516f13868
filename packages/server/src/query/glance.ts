/** What is asked before a trace is read: whether it is still what is remembered of it. */
import { latestUpheaval } from '../store/installation.js';
import { sql, uuid, type Sql } from '../store/sql.js';
import type { Reader } from '../store/store.js';

export interface Glance {
  /** Another text after each change of the trace. */
  mark: string;
  /** Whether no other trace says anything of it: of most none does. */
  isAlone: boolean;
}

/** By one query: what a query costs is mostly that it is one. */
export async function glanceAt(reader: Reader, traceId: string): Promise<Glance> {
  const id = uuid(traceId);
  const either = sql`trace_id = ${id} OR parent_trace_id = ${id}`;
  const [[row], upheaval] = await Promise.all([
    reader.query<Changes & { said: number }>(
      sql`SELECT max(arrived) AS latest, countIf(is_change) AS count, countIf(NOT is_change) AS said FROM (
            SELECT arrived, true AS is_change FROM ${changesOf(traceId)}
            UNION ALL SELECT toInt64(0) AS arrived, false AS is_change FROM splits WHERE ${either}
            UNION ALL SELECT toInt64(0) AS arrived, false AS is_change FROM joins WHERE ${either}
            UNION ALL SELECT toInt64(0) AS arrived, false AS is_change FROM links WHERE linked_trace_id = ${id})`,
      limits,
    ),
    latestUpheaval(reader),
  ]);
  return { mark: markOf(row, upheaval), isAlone: row?.said === 0 };
}

/** The mark alone. */
export async function latestChange(reader: Reader, traceId: string): Promise<string> {
  const [[row], upheaval] = await Promise.all([
    reader.query<Changes>(sql`SELECT max(arrived) AS latest, count() AS count FROM ${changesOf(traceId)}`, limits),
    latestUpheaval(reader),
  ]);
  return markOf(row, upheaval);
}

const limits = { maxSeconds: 5 };

interface Changes {
  latest: number;
  /** Counted, too: by the clock of another process a new change may be older than the latest. */
  count: number;
}

function changesOf(traceId: string): Sql {
  return sql`changes WHERE trace_id = ${uuid(traceId)} AND of = 'records'`;
}

/** What was deleted or renamed long ago has no changes any more, and of many traces none is noted: hence the upheaval. */
function markOf(changes: Changes | undefined, upheaval: string): string {
  return `${changes?.latest} ${changes?.count} ${upheaval}`;
}
