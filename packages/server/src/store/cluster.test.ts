/** The schema for a cluster is the schema of the data directory, spread and replicated, statement by statement. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forCluster, NotForClusters } from './cluster.js';
import { steps } from './schema/index.js';
import { sql, trustedSql } from './sql.js';
import type { Store } from './store.js';
import { openTempStore } from './temp-store.fixture.js';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => ({ store, remove } = await openTempStore()));
afterAll(() => remove());

const statements = steps.flatMap((step) => step.statements);
const spread = statements.flatMap((statement) => forCluster(statement, 'main'));

test('every statement is one that the engine can read', async () => {
  for (const statement of spread) {
    const [first] = await store.queryLists<[string]>(sql`SELECT formatQuery(${statement})`);
    expect(first?.[0]).toMatch(/^(CREATE|ALTER) TABLE[\s\S]* ON CLUSTER main\b/u);
  }
});

test('the tables of the nodes are those of the data directory: columns, keys, indexes, settings', async () => {
  // What makes them a cluster's is taken out again: there is neither a keeper nor a second node here.
  for (const statement of spread.filter((one) => !/ENGINE = Distributed/u.test(one))) {
    if (/^ALTER TABLE (?!\w+_local\b)/u.test(statement)) continue;
    await store.command(trustedSql(statement.replaceAll("ON CLUSTER 'main' ", '').replaceAll('= Replicated', '= ')));
  }
  const columns = sql`SELECT name, type, default_kind, default_expression, compression_codec, position FROM system.columns
    WHERE database = currentDatabase() AND`;
  const keys = sql`SELECT engine_full, sorting_key, partition_key FROM system.tables WHERE database = currentDatabase() AND`;
  const indexes = sql`SELECT name, type_full, expr, granularity FROM system.data_skipping_indices
    WHERE database = currentDatabase() AND`;
  const tables = await store.queryLists<[string]>(
    sql`SELECT name FROM system.tables WHERE database = currentDatabase() AND NOT endsWith(name, '_local')
        AND name != 'schema_steps' ORDER BY name`,
  );
  expect(tables.length).toBeGreaterThan(18);
  for (const [table] of tables) {
    const local = `${table}_local`;
    expect(await store.query(sql`${columns} table = ${local} ORDER BY position`)).toEqual(
      await store.query(sql`${columns} table = ${table} ORDER BY position`),
    );
    expect(await store.query(sql`${keys} name = ${local}`)).toEqual(await store.query(sql`${keys} name = ${table}`));
    expect(await store.query(sql`${indexes} table = ${local}`)).toEqual(
      await store.query(sql`${indexes} table = ${table}`),
    );
  }
});

test('rows that replace each other lie on one node: the key is part of what they are sorted by', async () => {
  const distributed = spread.filter((one) => /ENGINE = Distributed/u.test(one));
  for (const statement of distributed) {
    const [, table = '', key = ''] = /EXISTS (\w+) [\s\S]*cityHash64\((\w+)\)\)$/u.exec(statement) ?? [];
    const [row] = await store.queryLists<[string, string]>(
      sql`SELECT sorting_key, engine FROM system.tables WHERE database = currentDatabase() AND name = ${table}`,
    );
    const [sortingKey = '', engine = ''] = row ?? [];
    // Rows of a plain MergeTree do not replace each other.
    if (engine !== 'MergeTree')
      expect([table, sortingKey.replace(/UUIDToNum\((\w+)\)/, '$1').split(', ')]).toEqual([
        table,
        expect.arrayContaining([key]),
      ]);
  }
  expect(distributed.length).toBe(statements.filter((one) => one.includes('CREATE TABLE')).length);
});

describe('commands', () => {
  test.each([
    ['DELETE FROM runs WHERE a = 1', ["DELETE FROM runs_local ON CLUSTER 'c' WHERE a = 1"]],
    ['INSERT INTO doomed SELECT 1', ['INSERT INTO doomed SELECT 1']],
    ['TRUNCATE TABLE runs', ["TRUNCATE TABLE runs_local ON CLUSTER 'c'"]],
    ['OPTIMIZE TABLE runs FINAL', ["OPTIMIZE TABLE runs_local ON CLUSTER 'c' FINAL"]],
    [
      'ALTER TABLE runs ADD COLUMN IF NOT EXISTS a Int64',
      [
        "ALTER TABLE runs_local ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS a Int64",
        "ALTER TABLE runs ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS a Int64",
      ],
    ],
    ['ALTER TABLE runs MODIFY SETTING x = 1', ["ALTER TABLE runs_local ON CLUSTER 'c' MODIFY SETTING x = 1"]],
  ])('%s', (statement, expected) => expect(forCluster(statement, 'c')).toEqual(expected));

  test('one that has no form is an error, not a change on one node', () => {
    expect(() => forCluster('RENAME TABLE runs TO other', 'c')).toThrow(NotForClusters);
  });
});
