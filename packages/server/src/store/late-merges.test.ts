/** Merges of payloads wait while much comes in, not longer, and nobody has to wait for them. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from './connect.js';
import { LateMerges } from './late-merges.js';
import { sql } from './sql.js';
import type { Reader, Store } from './store.js';
import { makeTempDirectory } from './temp-store.fixture.js';

/** Not through `command`, which would let merges go on. The engine refuses it while they are stopped. */
async function canMerge(store: Store): Promise<boolean> {
  return store.query(sql`OPTIMIZE TABLE payloads FINAL SETTINGS optimize_throw_if_noop = 1`).then(
    () => true,
    () => false,
  );
}

function payload(): object {
  const inputs = JSON.stringify('a long text '.repeat(50_000));
  return { trace_id: randomUUID(), id: randomUUID(), op: 'create', digest: '1', arrived: Date.now() * 1000, inputs };
}

describe('in a data directory', () => {
  let directory: string;
  let store: Store;
  beforeAll(async () => {
    directory = makeTempDirectory();
    store = await openStore(directory);
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function insertUntilHeld(): Promise<void> {
    await expect
      .poll(
        async () => {
          for (let i = 0; i < 5; i += 1) await store.insert('payloads', [payload()]);
          return canMerge(store);
        },
        { timeout: 30_000, interval: 50 },
      )
      .toBe(false);
  }

  test('they wait while rows come in, and go on when it is quiet', async () => {
    await store.insert('payloads', [payload()]);
    expect(await canMerge(store)).toBe(true);
    await insertUntilHeld();
    await expect.poll(() => canMerge(store), { timeout: 30_000 }).toBe(true);
  });

  test('a deletion does not wait for quiet', async () => {
    const doomed = payload() as { id: string };
    await store.insert('payloads', [doomed]);
    await insertUntilHeld();
    await store.command(sql`DELETE FROM payloads WHERE toString(id) = ${doomed.id}`);
    expect(await store.query(sql`SELECT 1 FROM payloads WHERE toString(id) = ${doomed.id}`)).toEqual([]);
  });

  test('a store that is opened again merges', async () => {
    await insertUntilHeld();
    await store.close();
    store = await openStore(directory);
    await store.insert('payloads', [payload()]);
    expect(await canMerge(store)).toBe(true);
  });
});

describe('what may wait', () => {
  let said: string[];
  let left: { parts: number; merging: number };
  let merges: LateMerges;
  beforeEach(() => {
    said = [];
    const reader: Pick<Reader, 'query'> = { query: <Row>() => Promise.resolve([left] as Row[]) };
    merges = new LateMerges('payloads', reader, (statement) => Promise.resolve(void said.push(statement)));
  });
  afterEach(() => merges.close());

  /** Long enough that it is looked once. */
  async function insertAWhile(bytes: number): Promise<void> {
    for (const end = performance.now() + 1_500; performance.now() < end; await sleep(100)) merges.inserted(bytes);
  }

  test('nothing, where a large merge is under way', async () => {
    left = { parts: 3, merging: 2 ** 30 };
    await insertAWhile(2 ** 20);
    expect(said).toEqual([]);
  });

  test('nothing, where many parts are left', async () => {
    left = { parts: 200, merging: 0 };
    await insertAWhile(2 ** 20);
    expect(said).toEqual([]);
  });

  test('nothing, where little comes in', async () => {
    left = { parts: 3, merging: 0 };
    await insertAWhile(10_000);
    expect(said).toEqual([]);
  });

  test('only so many bytes, and only so many parts', async () => {
    const insertUntilSaid = (bytes: number, last: string): Promise<void> =>
      expect.poll(() => (merges.inserted(bytes), said.at(-1)), { timeout: 30_000 }).toBe(last);
    left = { parts: 60, merging: 0 };
    await insertUntilSaid(2 ** 20, 'SYSTEM STOP MERGES payloads');
    left = { parts: 200, merging: 0 };
    await insertUntilSaid(256 * 2 ** 20, 'SYSTEM START MERGES payloads');
    left = { parts: 60, merging: 0 };
    await insertUntilSaid(1, 'SYSTEM STOP MERGES payloads');
    left = { parts: 200, merging: 0 };
    for (let i = 0; i < 200; i += 1) merges.inserted(1);
    await expect.poll(() => said.at(-1)).toBe('SYSTEM START MERGES payloads');
  });
});
