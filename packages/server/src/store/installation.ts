/** Settings that all processes on one store share, as text by name. */
import type { Reader, Store } from './store.js';
import { sql } from './sql.js';

export interface Setting {
  value: string;
  /** Microseconds since 1970. */
  changed: number;
}

/** Null where it is not set. */
export async function readSetting(reader: Reader, name: string): Promise<Setting | null> {
  const [row] = await reader.query<Setting>(
    sql`SELECT value, changed FROM installation FINAL WHERE name = ${name} AND value != ''`,
    { maxSeconds: 5 },
  );
  return row ?? null;
}

/** Something was deleted: what other processes remember of the store may be gone. */
export async function noteDeletion(store: Store, job: string): Promise<void> {
  if (store.isShared) await saveSetting(store, 'deleted', job);
}

/** The latest deletion by any process; empty: none, or nobody else can delete. */
export async function latestDeletion(store: Store): Promise<string> {
  return store.isShared ? ((await readSetting(store, 'deleted'))?.value ?? '') : '';
}

/** Empty text takes the setting away. Later than what is there, whatever the clocks say. */
export async function saveSetting(store: Store, name: string, value: string): Promise<void> {
  const [row] = await store.query<{ latest: number }>(
    sql`SELECT max(changed) AS latest FROM installation WHERE name = ${name}`,
  );
  const changed = Math.max(Date.now() * 1000, (row?.latest ?? 0) + 1);
  await store.insert('installation', [{ name, value, changed }]);
}
