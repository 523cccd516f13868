/**
 * A real store in a temporary folder: embedded (one folder per process: call it once in a test file),
 * or, in the test project `unit-on-server`, on a server of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from './connect.js';
import { startFront } from './front.fixture.js';
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
  'trace_heads',
  'trace_answers',
  'run_totals',
  'trace_findings',
  'splits',
  'joins',
  'links',
  'installation',
] as const;

export function makeTempDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'tracenest-test-'));
}

/** Whether this test project has its stores on a server. */
export const isOnServer: boolean = process.env['TRACENEST_TEST_STORE'] === 'server';

export async function openTempStore(): Promise<{ store: Store; remove: () => Promise<void> }> {
  if (isOnServer) {
    const front = await startFront();
    const store = await openStore(front.place());
    return { store, remove: () => store.close().then(() => front.remove()) };
  }
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
