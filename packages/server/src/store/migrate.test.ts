/** A store of every earlier version comes to the present one with all its rows, and a run can be read. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeTrace } from 'tracenest/wire';
import { migrate } from './migrate.js';
import { readTraceRecords } from './records.js';
import { steps } from './schema/index.js';
import { sql, trustedSql } from './sql.js';
import type { Store } from './store.js';
import { openTempStore } from './temp-store.fixture.js';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => ({ store, remove } = await openTempStore()));
afterAll(() => remove());

const traceId = '11111111-1111-4111-8111-111111111111';

/** The tables as that version had them, with a row in each and one whole run. */
async function buildVersion(version: number): Promise<Map<string, number>> {
  for (const table of await tableNames()) await store.command(sql`DROP TABLE ${trustedSql(table)} SYNC`);
  await migrate(store, steps.slice(0, version));
  const key = { trace_id: traceId, id: traceId, op: 'create', digest: '7', arrived: 1_700_000_000_000_000 };
  const record = {
    op: 'create',
    id: traceId,
    trace_id: traceId,
    name: 'kept',
    start_time: '2026-01-01T00:00:00.000000Z',
  };
  await store.insert('payloads', [{ ...key, inputs: '{"a":1}', outputs: '', rest: JSON.stringify(record) }]);
  await store.insert('runs', [
    {
      ...key,
      project_id: traceId,
      said_trace_id: traceId,
      name: 'kept',
      start_time: record.start_time,
      is_root: true,
      gist: '{}',
    },
  ]);
  const rows = new Map<string, number>();
  for (const table of await tableNames()) {
    if (table === 'runs' || table === 'payloads' || table === 'schema_steps') continue;
    // A row of defaults, whatever the columns of that version are; changes and refusals are kept for a while only.
    const fresh = table === 'changes' ? 'arrived' : table === 'refused' ? 'hour' : null;
    const now = table === 'changes' ? Date.now() * 1000 : Math.floor(Date.now() / 1000);
    const row = JSON.stringify(fresh === null ? {} : { [fresh]: now });
    await store.command(sql`INSERT INTO ${trustedSql(table)} FORMAT JSONEachRow ${trustedSql(row)}`);
  }
  for (const table of await tableNames()) rows.set(table, await countRows(table));
  return rows;
}

async function tableNames(): Promise<string[]> {
  const rows = await store.queryLists<[string]>(sql`SELECT name FROM system.tables WHERE database = currentDatabase()`);
  return rows.map(([name]) => name);
}

async function countRows(table: string): Promise<number> {
  const [row] = await store.query<{ n: number }>(sql`SELECT count() AS n FROM ${trustedSql(table)}`);
  return row?.n ?? 0;
}

async function schemaText(): Promise<string[]> {
  const rows = await store.queryLists<[string]>(
    sql`SELECT create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name`,
  );
  return rows.map(([text]) => text);
}

let present: string[];
beforeAll(async () => {
  present = await schemaText();
});

test.each(steps.map(({ number, name }) => [number, name] as const))('from version %i (%s)', async (version) => {
  const rows = await buildVersion(version);
  await migrate(store);
  expect(await schemaText()).toEqual(present);
  for (const [table, count] of rows) {
    expect([table, await countRows(table)]).toEqual([table, table === 'schema_steps' ? steps.length : count]);
  }
  const [run] = mergeTrace(await readTraceRecords(store, traceId, { payloads: true }));
  expect(run).toMatchObject({ id: traceId, name: 'kept', inputs: { a: 1 } });
  const [skeleton] = mergeTrace(await readTraceRecords(store, traceId, { payloads: false }));
  expect(skeleton).toMatchObject({ id: traceId, name: 'kept' });
});

test('a step that was cut off between its statements and its note is run again', async () => {
  for (const { number } of steps) {
    await store.command(sql`DELETE FROM schema_steps WHERE number >= ${number}`);
    await migrate(store);
  }
  expect(await schemaText()).toEqual(present);
});
