/** Settings that all processes on one store share, as text by name. */
import { randomUUID } from 'node:crypto';
import type { Reader, Store } from './store.js';
import { sql } from './sql.js';

/** The name it has had since there were only deletions. */
const upheaval = 'deleted';

export interface Setting {
  value: string;
  /** Microseconds since 1970. */
  changed: number;
}

/** Null where it is not set. */
export async function readSetting(reader: Reader, name: string): Promise<Setting | null> {
  const [row] = await reader.query<Setting>(
    sql`SELECT value, changed FROM installation FINAL WHERE name = ${name} AND value != ''`,
    { maxSeconds: 5, unlessWritten: ['installation'] },
  );
  return row ?? null;
}

/** Something was deleted or renamed: what anybody remembers of the store may be wrong. */
export async function noteUpheaval(store: Store): Promise<void> {
  await saveSetting(store, upheaval, randomUUID());
}

/** Another text after each. */
export async function latestUpheaval(reader: Reader): Promise<string> {
  return (await readSetting(reader, upheaval))?.value ?? '';
}

/** Empty text takes the setting away. Later than what is there, whatever the clocks say. */
export async function saveSetting(store: Store, name: string, value: string): Promise<void> {
  const [row] = await store.query<{ latest: number }>(
    sql`SELECT max(changed) AS latest FROM installation WHERE name = ${name}`,
  );
  const changed = Math.max(Date.now() * 1000, (row?.latest ?? 0) + 1);
  await store.insert('installation', [{ name, value, changed }]);
}
