/** Links under which a run may be read without a key. */
import { sql, uuid, uuids } from '../store/sql.js';
import type { Reader, Store } from '../store/store.js';

/** Run → token, of those that are shared. */
export async function shareTokens(reader: Reader, runIds: readonly string[]): Promise<Map<string, string>> {
  if (runIds.length === 0) return new Map();
  const rows = await reader.query<{ run_id: string; token: string }>(
    sql`SELECT run_id, token FROM shares FINAL WHERE NOT gone AND run_id IN ${uuids(runIds)}`,
  );
  return new Map(rows.map((row) => [row.run_id, row.token]));
}

/** Null if nothing is shared under the token, or not any more. */
export async function sharedRun(reader: Reader, token: string): Promise<string | null> {
  const rows = await reader.query<{ run_id: string }>(
    sql`SELECT run_id FROM shares FINAL WHERE NOT gone AND token = ${uuid(token)} LIMIT 1`,
  );
  return rows[0]?.run_id ?? null;
}

/** A run that is shared keeps its token. */
export async function shareRun(store: Store, runId: string, token: string, nowMs: number): Promise<string> {
  const known = (await shareTokens(store, [runId])).get(runId);
  if (known !== undefined) return known;
  await store.insert('shares', [{ run_id: runId, token, changed: nowMs * 1000, gone: false }]);
  return token;
}

/** The link is dead from now on; sharing again makes another. */
export async function unshareRun(store: Store, runId: string, nowMs: number): Promise<void> {
  const token = (await shareTokens(store, [runId])).get(runId);
  if (token === undefined) return;
  await store.insert('shares', [{ run_id: runId, token, changed: nowMs * 1000 + 1, gone: true }]);
}
