/** A query whose asker has gone is stopped in the store, not only forgotten. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from './sql.js';
import type { Store } from './store.js';
import { openTempStore } from './temp-store.fixture.js';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => ({ store, remove } = await openTempStore()));
afterAll(() => remove());

/** Would take hours. */
const slow = sql`SELECT sum(cityHash64(number, 'slow query')) FROM numbers(10000000000000) SETTINGS max_threads = 1`;
const hour = { maxSeconds: 3600 };

async function underWay(): Promise<number> {
  const rows = await store.query(
    sql`SELECT query FROM system.processes WHERE position(query, ${`'slow query'`}) > 0 AND position(query, 'numbers(') > 0`,
  );
  return rows.length;
}

test('is stopped while it runs, and the store answers others', async () => {
  const gone = new AbortController();
  const asked = store.query(slow, { ...hour, signal: gone.signal });
  const ended = expect(asked).rejects.toThrow();
  await expect.poll(underWay, { timeout: 30_000 }).toBe(1);
  gone.abort();
  await ended;
  await expect.poll(underWay, { timeout: 30_000 }).toBe(0);
  expect(await store.query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
});

test('is given up while it waits for its turn', async () => {
  const gone = new AbortController();
  // As many as there are clients of the embedded store: they end by their own limit.
  const before = Array.from({ length: 4 }, () => store.query(slow, { maxSeconds: 1 }));
  const asked = store.query(slow, { ...hour, signal: gone.signal });
  const ended = Promise.all([...before, asked].map((one) => expect(one).rejects.toThrow()));
  gone.abort();
  await ended;
  await expect.poll(underWay, { timeout: 30_000 }).toBe(0);
});

test('does not begin if the asker has gone before', async () => {
  await expect(store.query(slow, { ...hour, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

test('an answer that came in time is the answer', async () => {
  const { signal } = new AbortController();
  expect(await store.query(sql`SELECT ${'a'} AS said`, { signal })).toEqual([{ said: 'a' }]);
});
