/**
 * Brings the tables up to date: runs each numbered step of schema/ once, in order, forwards only.
 * Steps can be run again (`IF NOT EXISTS`), because a crash may fall between a step and its note.
 */
import { StoreTooNew } from './open-errors.js';
import { steps } from './schema/index.js';
import type { SchemaStep } from './schema/schema-step.js';
import { sql, trustedSql } from './sql.js';
import type { Store } from './store.js';

/** `known`: the steps that this version knows. Throws StoreTooNew where the store knows more. */
export async function migrate(store: Store, known: readonly SchemaStep[] = steps): Promise<void> {
  await store.command(sql`
    CREATE TABLE IF NOT EXISTS schema_steps (number UInt32, name String, applied DateTime64(3, 'UTC') DEFAULT now64(3))
    ENGINE = MergeTree ORDER BY number
    SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`);
  const [row] = await store.query<{ latest: number }>(sql`SELECT max(number) AS latest FROM schema_steps`);
  const latest = row?.latest ?? 0;
  if (latest > known.length) throw new StoreTooNew(store.place, latest, known.length);
  for (const step of known.slice(latest)) {
    for (const statement of step.statements) await store.command(trustedSql(statement));
    await store.insert('schema_steps', [{ number: step.number, name: step.name }]);
  }
}
