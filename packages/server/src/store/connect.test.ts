import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from './connect.js';
import { migrate } from './migrate.js';
import { StoreInUse, StoreNotOpened, StoreTooNew } from './open-errors.js';
import { steps } from './schema/index.js';
import { nilId } from './rows.js';
import { sql } from './sql.js';
import type { Store } from './store.js';
import { dataTables, makeTempDirectory, openTempStore } from './temp-store.fixture.js';

let store: Store;
let remove: () => Promise<void>;
beforeAll(async () => ({ store, remove } = await openTempStore()));
afterAll(() => remove());

describe('schema', () => {
  test('every table is there, and on disk before an insert returns, all but changes', async () => {
    const rows = await store.query<{ name: string; definition: string }>(
      sql`SELECT name, create_table_query AS definition FROM system.tables WHERE database = currentDatabase()`,
    );
    const definitions = new Map(rows.map((row) => [row.name, row.definition]));
    for (const table of [...dataTables, 'schema_steps']) {
      const isSynced =
        /fsync_after_insert = 1/u.test(definitions.get(table) ?? '') &&
        /fsync_part_directory = 1/u.test(definitions.get(table) ?? '');
      expect([table, isSynced]).toEqual([table, table !== 'changes']);
    }
    expect(definitions.get('changes')).toContain('TTL');
  });

  test('steps are numbered without gaps and run once', async () => {
    expect(steps.map((step) => step.number)).toEqual(steps.map((_, i) => i + 1));
    await migrate(store);
    const [row] = await store.query<{ runs: number }>(sql`SELECT count() AS runs FROM schema_steps`);
    expect(row?.runs).toBe(steps.length);
  });

  test('a directory of a newer version is left alone', async () => {
    await store.insert('schema_steps', [{ number: 9_999, name: 'from-the-future' }]);
    await expect(migrate(store)).rejects.toThrow(StoreTooNew);
    await store.command(sql`DELETE FROM schema_steps WHERE number = 9999`);
    await migrate(store);
  });
});

describe('queries', () => {
  test('limits of one query do not stay for the next on its client', async () => {
    const slow = sql`SELECT sleepEachRow(0.5) FROM numbers(4) SETTINGS max_block_size = 1`;
    await expect(store.query(slow, { maxSeconds: 1 })).rejects.toMatchObject({ type: 'TIMEOUT_EXCEEDED' });
    const settings = sql`SELECT toUInt32(value) AS value FROM system.settings WHERE name = 'max_execution_time'`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => store.query<{ value: number }>(settings)));
    expect(answers.flat()).toEqual(Array.from({ length: 8 }, () => ({ value: 30 })));
  });

  test('rows that a failed query had put out do not show up in the next answer', async () => {
    const failing = sql`SELECT number, throwIf(number = 5000) FROM numbers(10000) SETTINGS max_block_size = 100`;
    for (let i = 0; i < 8; i += 1) await expect(store.query(failing)).rejects.toThrow(/throwIf/u);
    for (let i = 0; i < 8; i += 1) expect(await store.query(sql`SELECT ${i} AS n`)).toEqual([{ n: i }]);
  });

  test('a query that takes too much memory fails, and the next one works', async () => {
    const large = sql`SELECT groupArray(toString(number)) AS list FROM numbers(5000000)`;
    await expect(store.query(large, { maxMemoryBytes: 16 * 2 ** 20 })).rejects.toMatchObject({
      type: 'MEMORY_LIMIT_EXCEEDED',
    });
    expect(await store.query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  test('more queries than clients wait their turn', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => store.query<{ n: number }>(sql`SELECT ${i} AS n`)),
    );
    expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  test('a row of a hundred megabytes is stored', { timeout: 60_000 }, async () => {
    const size = 110 * 2 ** 20;
    const row = {
      trace_id: nilId,
      id: nilId,
      op: 'create',
      digest: '1',
      arrived: 1,
      inputs: 'x'.repeat(size),
      outputs: '',
      rest: '{}',
    };
    await store.insert('payloads', [row]);
    expect(
      await store.query(sql`SELECT length(inputs) AS size FROM payloads WHERE trace_id = toUUID(${nilId})`),
    ).toEqual([{ size }]);
  });

  test('a column that does not exist is an error', async () => {
    await expect(store.insert('changes', [{ arrived: 1, no_such_column: 2 }])).rejects.toThrow(/no_such_column/u);
  });
});

describe('opening', () => {
  const children: ChildProcess[] = [];
  const directories: string[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  });

  /** A process that opens a directory, says what came of it, and stays. */
  async function openElsewhere(directory: string): Promise<{ child: ChildProcess; said: Record<string, unknown> }> {
    const script = fileURLToPath(new URL('open-store.fixture.ts', import.meta.url));
    const child = spawn(process.execPath, ['--conditions=@tracenest/source', '--import', 'tsx', script, directory], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(child);
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('{')) return { child, said: JSON.parse(line) as Record<string, unknown> };
    }
    throw new Error('The child process said nothing.');
  }

  function newDirectory(): string {
    const directory = makeTempDirectory();
    directories.push(directory);
    return directory;
  }

  test('a second process is told who has the directory, where it serves, and what to do', async () => {
    const directory = newDirectory();
    const first = await openElsewhere(directory);
    expect(first.said).toEqual({ opened: true });
    const second = await openElsewhere(directory);
    expect(second.said).toMatchObject({
      name: 'StoreInUse',
      pid: first.child.pid,
      url: 'http://localhost:4711',
      place: directory,
    });
    expect(second.said['message']).toMatch(
      /is in use: process \d+ has it open and serves http:\/\/localhost:4711.*--data/u,
    );
  });

  test('the directory of a killed process opens', async () => {
    const directory = newDirectory();
    const first = await openElsewhere(directory);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await openElsewhere(directory);
    expect(second.said).toEqual({ opened: true });
  });

  test('a directory that cannot be made is a clear error', async () => {
    const file = join(newDirectory(), 'file');
    writeFileSync(file, 'not a directory');
    const error = await openStore(file).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreNotOpened);
    expect(error).not.toBeInstanceOf(StoreInUse);
    expect(String(error)).toContain(file);
  });

  test('a folder that chDB refuses is not taken for one in use', async () => {
    const directory = newDirectory();
    // This process has another directory open, and the engine allows one a process.
    mkdirSync(join(directory, 'chdb'), { recursive: true });
    await expect(openStore(directory)).rejects.toThrow(StoreNotOpened);
  });

  test('what a killed process left behind is not taken for a process', async () => {
    const directory = newDirectory();
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(gone, 'exit');
    mkdirSync(join(directory, 'chdb'), { recursive: true });
    writeFileSync(join(directory, 'chdb', 'status'), `PID: ${gone.pid}\n`);
    await expect(openStore(directory)).rejects.toThrow(StoreNotOpened);
  });
});

test('a closed store says so', async () => {
  const elsewhere = await openStore(store.place);
  await elsewhere.close();
  await expect(elsewhere.query(sql`SELECT 1`)).rejects.toThrow(/closed/u);
  expect(await store.query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
});
