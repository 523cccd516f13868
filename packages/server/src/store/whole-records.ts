/** Records as they were sent, from their payload rows. */
import type { Json, RunRecord } from 'tracenest/wire';
import type { KeptRecord } from './narrow-record.js';
import { readProjects } from './projects.js';
import type { PayloadRow } from './rows.js';
import { sql, uuids, type Sql } from './sql.js';
import type { QueryLimits, Reader } from './store.js';

/** In any order. `where`: of columns that `runs` and `payloads` have in common. */
export async function readWhole(reader: Reader, where: Sql, limits?: QueryLimits): Promise<KeptRecord[]> {
  const [rows, renamed] = await Promise.all([
    reader.query<PayloadRow>(
      sql`SELECT trace_id, toString(digest) AS digest, arrived, inputs, outputs, rest FROM payloads WHERE ${where}`,
      limits,
    ),
    readRenamed(reader, where, limits),
  ]);
  const projects = new Map(renamed.map(({ record, project_id }) => [record, project_id]));
  return rows.map((row) => {
    const record = wholeRecord(row);
    const session_id = projects.get(record.id + row.digest);
    // Of a renamed project two names may be said: its id stands for both.
    if (session_id !== undefined) Object.assign(record, { session_name: null, session_id });
    const { trace_id: traceId, digest, arrived } = row;
    return { traceId, digest, arrived, received: { record, received: Math.floor(arrived / 1000) } };
  });
}

/** Of records of projects that were renamed: the id of the project by those of the run and the record. */
async function readRenamed(
  reader: Reader,
  where: Sql,
  limits: QueryLimits | undefined,
): Promise<{ record: string; project_id: string }[]> {
  const renamed = (await readProjects(reader)).filter(({ former }) => former.length > 0);
  if (renamed.length === 0) return [];
  return reader.query<{ record: string; project_id: string }>(
    sql`SELECT concat(toString(id), toString(digest)) AS record, project_id FROM runs
        WHERE ${where} AND project_id IN ${uuids(renamed.map(({ id }) => id))}`,
    limits,
  );
}

function wholeRecord(row: PayloadRow): RunRecord {
  const record = JSON.parse(row.rest) as RunRecord;
  if (row.inputs !== '') record.inputs = JSON.parse(row.inputs) as Json;
  if (row.outputs !== '') record.outputs = JSON.parse(row.outputs) as Json;
  return record;
}
