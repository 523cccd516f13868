/** A real embedded store in a temporary folder. One folder per process: call it once in a test file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from './connect.js';
import { sql, trustedSql } from './sql.js';
import type { Store } from './store.js';

export const dataTables = [
  'runs',
  'payloads',
  'run_ids',
  'traces',
  'projects',
  'changes',
  'processes',
  'trace_totals',
  'run_totals',
  'trace_findings',
  'splits',
  'joins',
  'links',
] as const;

export function makeTempDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'tracenest-test-'));
}

export async function openTempStore(): Promise<{ store: Store; remove: () => Promise<void> }> {
  const directory = makeTempDirectory();
  const store = await openStore(directory);
  return {
    store,
    remove: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Forgets everything. Make a new Writer afterwards: the old one remembers what was there. */
export async function emptyStore(store: Store): Promise<void> {
  await Promise.all(dataTables.map((table) => store.command(trustedSql(`TRUNCATE TABLE ${table}`))));
}

/** All rows of a table, in the order in which they are sorted. */
export function allRows<Row>(store: Store, table: (typeof dataTables)[number]): Promise<Row[]> {
  return store.query<Row>(sql`SELECT * FROM ${trustedSql(table)}`);
}
