/** Files beside runs: which there are, and one of them. */
import { sql, uuid, uuids } from '../store/sql.js';
import type { Reader } from '../store/store.js';

export interface Attachment {
  run_id: string;
  name: string;
  /** Part of its address: whoever knows it may read the file. */
  token: string;
  mime_type: string;
  /** Bytes. */
  size: number;
}

/** In order of their names. */
export async function attachmentsOf(reader: Reader, runIds: readonly string[]): Promise<Map<string, Attachment[]>> {
  if (runIds.length === 0) return new Map();
  const rows = await reader.query<Attachment>(
    sql`SELECT run_id, name, token, mime_type, size FROM attachments FINAL
        WHERE run_id IN ${uuids(runIds)} ORDER BY run_id, name`,
  );
  const byRun = new Map<string, Attachment[]>();
  for (const row of rows) byRun.set(row.run_id, [...(byRun.get(row.run_id) ?? []), row]);
  return byRun;
}

/** Null if there is none under this address. */
export async function readAttachment(
  reader: Reader,
  runId: string,
  token: string,
): Promise<(Attachment & { bytes: Buffer }) | null> {
  const [row] = await reader.query<Attachment & { content: string }>(
    sql`SELECT run_id, name, token, mime_type, size, content FROM attachments FINAL
        WHERE run_id = ${uuid(runId)} AND token = ${uuid(token)} LIMIT 1`,
  );
  if (row === undefined) return null;
  const { content, ...attachment } = row;
  return { ...attachment, bytes: Buffer.from(content, 'base64') };
}
