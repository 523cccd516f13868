/** A query of somebody who has gone is stopped; what others wait for goes on. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../store/sql.js';
import type { Store } from '../store/store.js';
import { openTempStore } from '../store/temp-store.fixture.js';
import { hasAskerGone, stoppedWithAsker, whileAsked } from './while-asked.js';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => ({ store, remove } = await openTempStore()));
afterAll(() => remove());

/** Far longer than a test may take. */
const long = sql`SELECT count() AS count FROM numbers(1000000000000) WHERE sipHash64(number) = 1`;
const isRunning = async (): Promise<boolean> =>
  (
    await store.query(
      sql`SELECT 1 FROM system.processes WHERE position(query, ${'FROM numbers(10000'}) > 0 AND NOT position(query, ${'system.processes'}) > 0`,
    )
  ).length > 0;

test('is stopped, also the query that has begun, and none begins afterwards', async () => {
  const gone = new AbortController();
  const questions = stoppedWithAsker(store);
  const asked = whileAsked(gone.signal, () => questions.query(long, { maxSeconds: 300 }));
  asked.catch(() => undefined);
  await expect.poll(isRunning, { timeout: 20_000 }).toBe(true);
  gone.abort();
  await expect(asked).rejects.toThrow();
  await expect.poll(isRunning, { timeout: 20_000 }).toBe(false);
  await expect(whileAsked(gone.signal, () => questions.query(sql`SELECT 1`))).rejects.toThrow();
  expect(whileAsked(gone.signal, hasAskerGone)).toBe(true);
});

test('others are answered, and so is who asks the store itself', async () => {
  const gone = AbortSignal.abort();
  expect(await stoppedWithAsker(store).query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  expect(await whileAsked(gone, () => store.query(sql`SELECT 1 AS one`))).toEqual([{ one: 1 }]);
  const waits = new AbortController();
  expect(await whileAsked(waits.signal, () => stoppedWithAsker(store).query(sql`SELECT 1 AS one`))).toEqual([
    { one: 1 },
  ]);
  expect(hasAskerGone()).toBe(false);
});
