/** What of a project could not be taken, by reason. */
import type { RefusedReason } from 'tracenest/wire';
import type { RefusedRow } from '../store/beside-rows.js';
import { sql } from '../store/sql.js';
import type { Reader, Store } from '../store/store.js';

type Row = Omit<RefusedRow, 'hour'>;

/** The most recent first. Runs whose project could not be read are told with every project. */
export async function listRefused(reader: Reader, project: string): Promise<RefusedReason[]> {
  const rows = await reader.query<Row>(
    sql`SELECT refused.project AS project, code, field, sum(refused.runs) AS runs, min(refused.first) AS first,
               max(refused.last) AS last, max(refused.example) AS example
        FROM refused WHERE refused.project IN (${project}, '')
        GROUP BY project, code, field ORDER BY last DESC LIMIT 100`,
  );
  return rows.map(({ example: [, runId, message, remedy], ...row }) => ({
    code: row.code,
    field: row.field === '' ? null : row.field,
    is_of_project: row.project !== '',
    count: row.runs,
    first: new Date(row.first).toISOString(),
    last: new Date(row.last).toISOString(),
    example: { run_id: runId === '' ? null : runId, message, remedy },
  }));
}

/** The account goes with a project that is given another name: it is kept by name, for a project may have no id yet. */
export async function moveRefused(store: Store, from: string, to: string): Promise<void> {
  const rows = await store.query<RefusedRow>(
    sql`SELECT project, toUnixTimestamp(hour) AS hour, code, field, runs, first, last, example
        FROM refused FINAL WHERE project = ${from}`,
  );
  if (rows.length === 0) return;
  await store.insert(
    'refused',
    rows.map((row) => ({ ...row, project: to })),
  );
  const through = Math.max(...rows.map(({ last }) => last));
  await store.command(sql`DELETE FROM refused WHERE project = ${from} AND last <= ${through}`);
}
