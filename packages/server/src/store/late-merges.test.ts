/** Merges of payloads wait while much comes in, not longer, and nobody has to wait for them. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from './connect.js';
import { LateMerges } from './late-merges.js';
import { sql } from './sql.js';
import type { Reader, Store } from './store.js';
import { isOnServer, makeTempDirectory } from './temp-store.fixture.js';

/** Not through `command`, which would let merges go on. The engine refuses it while they are stopped. */
async function canMerge(store: Store): Promise<boolean> {
  return store.query(sql`OPTIMIZE TABLE payloads FINAL SETTINGS optimize_throw_if_noop = 1`).then(
    () => true,
    () => false,
  );
}

function payload(): object {
  return { trace_id: randomUUID(), id: randomUUID(), op: 'create', digest: '1', arrived: Date.now() * 1000 };
}

// A server merges as it sees fit.
describe.skipIf(isOnServer)('in a data directory', () => {
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
  const said: string[] = [];
  let left = { parts: 0, merging: 0 };
  const reader: Pick<Reader, 'query'> = { query: <Row>() => Promise.resolve([left] as Row[]) };
  let merges: LateMerges;
  beforeAll(() => {
    merges = new LateMerges('payloads', reader, (statement) => Promise.resolve(void said.push(statement)));
  });
  afterEach(() => (said.length = 0));
  afterAll(() => merges.close());

  async function insertFor(ms: number, bytes: number): Promise<void> {
    for (const end = performance.now() + ms; performance.now() < end; await sleep(100)) merges.inserted(bytes);
  }

  test('nothing, while a large merge is under way or many parts are left', async () => {
    left = { parts: 3, merging: 2 ** 30 };
    await insertFor(1_500, 10);
    left = { parts: 200, merging: 0 };
    await insertFor(1_500, 10);
    expect(said).toEqual([]);
  });

  test('so many bytes, and so many parts', async () => {
    left = { parts: 3, merging: 0 };
    await insertFor(1_500, 10);
    expect(said).toEqual(['SYSTEM STOP MERGES payloads']);
    left = { parts: 200, merging: 0 };
    merges.inserted(300 * 2 ** 20);
    await expect.poll(() => said.at(-1)).toBe('SYSTEM START MERGES payloads');
    left = { parts: 60, merging: 0 };
    await insertFor(1_500, 10);
    expect(said.at(-1)).toBe('SYSTEM STOP MERGES payloads');
    for (let i = 0; i < 250; i += 1) merges.inserted(10);
    await expect.poll(() => said.at(-1)).toBe('SYSTEM START MERGES payloads');
  });
});
