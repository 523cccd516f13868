/** The store on a server, through the real client: what it answers, refuses, waits for and repeats. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { silentLog, type Log } from '../log.js';
import { isStoreAway } from '../errors.js';
import { startTestServer, ask, sendRecords } from '../server.fixture.js';
import { openStore } from './connect.js';
import { startFront, type Front } from './front.fixture.js';
import { nilId } from './rows.js';
import { ServerRefuses } from './server-failures.js';
import { readServerPlace, type ServerPlace } from './server-place.js';
import { bind, sql, uuids } from './sql.js';
import type { Store } from './store.js';

let front: Front;
let store: Store;
beforeAll(async () => {
  front = await startFront();
  store = await openStore(front.place(), { log: silentLog });
});
afterEach(() => front.fault({ lostAnswers: 0, refusedInserts: 0, proxyError: false }));
afterAll(async () => {
  await store.close();
  await front.remove();
});

const change = (arrived: number): object => ({ arrived, project_id: nilId, trace_id: nilId });

async function countChanges(arrived: number): Promise<number> {
  const [row] = await store.query<{ n: number }>(sql`SELECT count() AS n FROM changes WHERE arrived = ${arrived}`);
  return row?.n ?? -1;
}

describe('questions', () => {
  test('values of every kind arrive as they are', async () => {
    const text = `quote ' backslash \\ tab \t line \n 日本 \u0001 {p0:String} ; SELECT 2`;
    const list = bind('Array(String)', [text, '']);
    const nothing = bind('Nullable(String)', null);
    const rows = await store.query(
      sql`SELECT ${text} AS text, ${list} AS list, ${nothing} AS nothing, ${true} AS yes, ${1.5} AS half, ${2 ** 53 - 1} AS large`,
    );
    expect(rows).toEqual([{ text, list: [text, ''], nothing: null, yes: true, half: 1.5, large: 2 ** 53 - 1 }]);
  });

  test('a list of ids that no address could hold', async () => {
    const ids = Array.from({ length: 30_000 }, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`);
    expect(await store.query(sql`SELECT length(${uuids(ids)}) AS n`)).toEqual([{ n: 30_000 }]);
  });

  test('an answer that fails after its first rows is an error, and none of them are seen', async () => {
    const failing = sql`SELECT number, throwIf(number = 500000) FROM numbers(1000000) SETTINGS max_block_size = 100`;
    await expect(store.query(failing)).rejects.toThrow(/throwIf/u);
    expect(await store.query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  test('limits hold', async () => {
    const slow = sql`SELECT sleepEachRow(0.5) FROM numbers(4) SETTINGS max_block_size = 1`;
    await expect(store.query(slow, { maxSeconds: 1 })).rejects.toMatchObject({ type: 'TIMEOUT_EXCEEDED' });
  });
});

describe('a server that is away', () => {
  test('an insert whose answer was lost is stored once, also where rows add up', async () => {
    await front.fault({ lostAnswers: 1 });
    await store.insert('changes', [change(Date.now() * 1000)]);
    const row = { project: 'once', hour: 1_800_000_000, code: 'c', field: '', runs: 3, first: 1, last: 1 };
    await front.fault({ lostAnswers: 2 });
    await store.insert('refused', [{ ...row, example: [1, '', '', ''] }]);
    expect(await store.query(sql`SELECT sum(runs) AS n FROM refused WHERE project = 'once'`)).toEqual([{ n: 3 }]);
    // Two inserts of equal rows are two.
    await store.insert('refused', [{ ...row, example: [1, '', '', ''] }]);
    expect(await store.query(sql`SELECT sum(runs) AS n FROM refused WHERE project = 'once'`)).toEqual([{ n: 6 }]);
  });

  test('a replica that cannot write just now is waited for', async () => {
    const arrived = Date.now() * 1000 + 1;
    await front.fault({ refusedInserts: 2 });
    await store.insert('changes', [change(arrived)]);
    expect(await countChanges(arrived)).toBe(1);
  });

  test('for longer it is an error that says so, from a proxy, too, and later it works again', async () => {
    await front.fault({ proxyError: true });
    await expect(store.query(sql`SELECT 1`)).rejects.toSatisfy(isStoreAway);
    await expect(store.ping()).rejects.toSatisfy(isStoreAway);
    await front.fault({ proxyError: false });
    await store.ping();
  });

  test('what is wrong with a statement is not waited for', async () => {
    await expect(store.insert('changes', [{ no_such_column: 1 }])).rejects.toThrow(/no_such_column/u);
    await expect(store.query(sql`SELECT nothing FROM changes`)).rejects.toMatchObject({ type: 'UNKNOWN_IDENTIFIER' });
  });
});

describe('opening', () => {
  const opening = (place: Partial<ServerPlace>, waitMs = 300, log: Log = silentLog): Promise<unknown> =>
    openStore({ ...front.place(), ...place }, { log, waitMs }).then(
      (opened) => opened.close(),
      (error: unknown) => error,
    );

  test.each([
    [
      'a wrong password',
      { password: 'secret' },
      'wrong-password',
      /does not know the user tracenest.*TRACENEST_STORE/u,
    ],
    [
      'a user who may only read',
      { user: 'reader', password: 'reader' },
      'missing-rights',
      /GRANT SELECT, INSERT.*TO reader/u,
    ],
    ['nobody there', { url: 'http://127.0.0.1:1' }, 'unreachable', /not reached within.*ECONNREFUSED.*HTTP interface/u],
    ['an unknown cluster', { database: 'other', cluster: 'nowhere' }, 'no-cluster', /system\.clusters/u],
  ])('%s is said with what to do', async (_, place, code, words) => {
    const error = await opening(place);
    expect(error).toBeInstanceOf(ServerRefuses);
    expect(error).toMatchObject({ code, message: expect.stringMatching(words) as string });
    expect(String(error)).not.toContain('secret');
  });

  test('a version without what the schema needs is refused before anything is written', async () => {
    await front.fault({ version: '25.8.3.1' });
    const error = await opening({ database: 'untouched' });
    await front.fault({ version: '26.7.2.1' });
    expect(error).toMatchObject({ code: 'too-old', message: expect.stringContaining('26.2 or newer') as string });
    expect(await store.query(sql`SELECT name FROM system.databases WHERE name = 'untouched'`)).toEqual([]);
  });

  test('another database of the same server is another store', async () => {
    const other = await openStore(front.place('other'), { log: silentLog });
    await other.insert('projects', [{ id: nilId, name: 'there', created_at: 0, extra: '{}', changed: 1 }]);
    expect(await store.query(sql`SELECT name FROM projects WHERE name = 'there'`)).toEqual([]);
    expect(await other.query(sql`SELECT name FROM projects WHERE name = 'there'`)).toEqual([{ name: 'there' }]);
    await other.close();
  });

  test('two that make the tables at once both find them', async () => {
    const both = await Promise.all([1, 2].map(() => openStore(front.place('at_once'), { log: silentLog })));
    for (const one of both) expect(await one.query(sql`SELECT count() AS n FROM runs`)).toEqual([{ n: 0 }]);
    await Promise.all(both.map((one) => one.close()));
  });
});

describe('Tracenest while its store goes and comes back', () => {
  test('answers 503 with Retry-After, loses nothing that it acknowledged, and goes on by itself', async () => {
    const own = await startFront();
    const place = readServerPlace(own.address(), null) as ServerPlace;
    const server = await startTestServer({ server: place });
    try {
      const ids = Array.from({ length: 3 }, (_, i) => `00000000-0000-4000-8000-00000000000${i}`);
      const run = (id = ''): object => ({
        op: 'create',
        id,
        trace_id: id,
        name: 'kept',
        start_time: '2026-01-01T00:00:00Z',
      });
      expect((await sendRecords(server.url, [run(ids[0])])).status).toBe(202);
      await own.kill();
      expect(await ask(`${server.url}/health`)).toMatchObject({ status: 503, body: { status: 'store-away' } });
      const refused = await sendRecords(server.url, [run(ids[1])]);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
      const unread = await ask<{ error: { code: string } }>(`${server.url}/api/app/traces/${ids[0]}`);
      expect([unread.status, unread.body.error.code]).toEqual([503, 'store-away']);
      expect(unread.headers.get('retry-after')).toBe('2');
      // A write that began while it was away is taken when it comes back in time.
      const waiting = sendRecords(server.url, [run(ids[2])]);
      await own.start();
      await waiting;
      await expect.poll(async () => (await ask(`${server.url}/health`)).status, { timeout: 10_000 }).toBe(200);
      expect((await sendRecords(server.url, [run(ids[1]), run(ids[2])])).status).toBe(202);
      for (const id of ids) expect((await ask(`${server.url}/runs/${id}`)).status).toBe(200);
    } finally {
      await server.remove();
      await own.remove();
    }
  });
});
