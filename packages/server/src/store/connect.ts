/**
 * Opens the store: ClickHouse SQL over the embedded chDB in a data directory. Owns the clients,
 * because one client runs one query at a time and keeps the settings of the call before: every
 * call here takes a free client and states the full set of settings.
 */
import { createClient, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { migrate } from './migrate.js';
import { answerFormat, decodeLists, decodeObjects } from './rows-decoding.js';
import type { Sql } from './sql.js';
import type { QueryLimits, QueryText, Store } from './store.js';

export type { Store } from './store.js';

/** Another process has the data directory open. */
export class StoreInUse extends Error {
  override readonly name = 'StoreInUse';
  readonly code = 'store-in-use';
  constructor(
    readonly place: string,
    readonly pid: number | null,
    readonly url: string | null,
  ) {
    const who = pid === null ? 'another process' : `process ${pid}`;
    const where = url === null ? '' : ` and serves ${url}`;
    super(
      `The data directory ${place} is in use: ${who} has it open${where}. ` +
        'Use that server, stop it, or start this one with another directory (--data).',
    );
  }
}

/** The data directory cannot be opened, for another reason than a second process. */
export class StoreNotOpened extends Error {
  override readonly name = 'StoreNotOpened';
  readonly code = 'store-not-opened';
  constructor(
    readonly place: string,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `The data directory ${place} could not be opened: ${reason}. ` +
        'Check that it exists or can be made, that this user may write to it, that the disk has room, ' +
        'and that no other machine or container has it open.',
      { cause },
    );
  }
}

const readClientCount = 4;
const writeClientCount = 2;

/**
 * Opens (or makes) the store in a data directory and brings its tables up to date.
 * Throws StoreInUse if another process has it, StoreNotOpened if it cannot be opened.
 */
export async function openStore(where: string): Promise<Store> {
  const place = resolve(where);
  const store = connectAll(place);
  try {
    await migrate(store);
  } catch (error) {
    await store.close();
    throw error;
  }
  store.announce('');
  return store;
}

function connectAll(place: string): EmbeddedStore {
  try {
    mkdirSync(enginePath(place), { recursive: true });
    // The first connection takes the engine's own lock on the directory, the only one that counts.
    const writers = new ClientPool(() => connectTo(place), writeClientCount);
    const readers = new ClientPool(() => connectTo(place), readClientCount);
    return new EmbeddedStore(place, readers, writers);
  } catch (error) {
    throw whyNotOpened(place, error);
  }
}

class EmbeddedStore implements Store {
  constructor(
    readonly place: string,
    private readonly readers: ClientPool,
    private readonly writers: ClientPool,
  ) {}

  async query<Row>(sql: Sql, limits?: QueryLimits): Promise<Row[]> {
    return decodeObjects(await this.queryBytes(sql, limits));
  }

  async queryLists<Row extends readonly unknown[]>(sql: Sql, limits?: QueryLimits): Promise<Row[]> {
    return decodeLists(await this.queryBytes(sql, limits));
  }

  queryBytes(sql: QueryText, limits: QueryLimits = {}): Promise<Uint8Array> {
    return this.readers.use(async (client) => {
      // The client's own decoding takes the answer apart line by line.
      const { stream } = await client.exec({
        query: `${sql.text}\nFORMAT ${answerFormat}`,
        query_params: { ...sql.params },
        clickhouse_settings: settingsFor(limits),
      });
      const chunks = (await stream.toArray()) as Uint8Array[];
      return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    });
  }

  async insert(table: string, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    const query = `INSERT INTO ${table} FORMAT JSONEachRow\n${await jsonLines(rows)}`;
    const clickhouse_settings = {
      ...settingsFor(writeLimits),
      input_format_parallel_parsing: query.length > maxParallelBytes ? (0 as const) : (1 as const),
    };
    await this.writers.use((client) => client.command({ query, clickhouse_settings }));
  }

  async command(sql: Sql): Promise<void> {
    await this.writers.use((client) =>
      client.command({
        query: sql.text,
        query_params: { ...sql.params },
        clickhouse_settings: settingsFor(writeLimits),
      }),
    );
  }

  announce(url: string): void {
    writeFileSync(notePath(this.place), `${JSON.stringify({ pid: process.pid, url: url === '' ? null : url })}\n`);
  }

  async close(): Promise<void> {
    await Promise.all([this.readers.close(), this.writers.close()]);
    rmSync(notePath(this.place), { force: true });
  }
}

/**
 * Lends each client to one caller at a time; the others wait in line. A client on which something
 * failed is replaced: chDB keeps what a failed query had put out so far and gives it to the next
 * query on that client, as rows of its answer.
 */
class ClientPool {
  /** Clients that nobody uses; null where one is to be made anew. */
  private readonly free: (ClickHouseClient | null)[] = [];
  private readonly waiting: ((client: ClickHouseClient | null) => void)[] = [];
  private readonly lent = new Set<Promise<unknown>>();
  private isClosed = false;

  /** Throws if the store cannot be opened. */
  constructor(
    private readonly connect: () => ClickHouseClient,
    size: number,
  ) {
    try {
      for (let i = 0; i < size; i += 1) this.free.push(connect());
    } catch (error) {
      void this.close();
      throw error;
    }
  }

  async use<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    if (this.isClosed) throw new Error('The store is closed: open it again before asking.');
    const job = this.run(work);
    this.lent.add(job);
    try {
      return await job;
    } finally {
      this.lent.delete(job);
    }
  }

  /** Waits for what is under way, then closes all clients. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.allSettled(this.lent);
    await Promise.all(this.free.splice(0).flatMap((client) => (client === null ? [] : [client.close()])));
  }

  private async run<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
    let client =
      this.free.length > 0
        ? this.free.pop()
        : await new Promise<ClickHouseClient | null>((take) => this.waiting.push(take));
    try {
      client ??= this.connect();
      return await work(client);
    } catch (error) {
      await client?.close();
      client = null;
      throw error;
    } finally {
      const next = this.waiting.shift();
      if (next) next(client ?? null);
      else this.free.push(client ?? null);
    }
  }
}

/** Longest piece of work between two turns of the event loop. */
const sliceMs = 10;

/** Encoded here and not by the client, which would hold up everything else for as long as it takes. */
async function jsonLines(rows: readonly object[]): Promise<string> {
  const lines: string[] = [];
  let pauseAt = performance.now() + sliceMs;
  for (const row of rows) {
    lines.push(JSON.stringify(row));
    if (performance.now() < pauseAt) continue;
    await nextTurn();
    pauseAt = performance.now() + sliceMs;
  }
  return lines.join('\n');
}

/** Parsed in parallel, a row of more than 100 MB is taken for broken JSON and refused. */
const maxParallelBytes = 64 * 2 ** 20;

const writeLimits: Required<QueryLimits> = { maxSeconds: 120, maxMemoryBytes: 4 * 2 ** 30 };

/** The full set: a setting left out would keep the value of the client's call before. */
function settingsFor(limits: QueryLimits): ClickHouseSettings {
  return {
    max_execution_time: limits.maxSeconds ?? 30,
    max_memory_usage: String(limits.maxMemoryBytes ?? 2 * 2 ** 30),
    session_timezone: 'UTC',
    date_time_input_format: 'best_effort',
    date_time_output_format: 'iso',
    output_format_json_quote_64bit_integers: 0,
    output_format_json_named_tuples_as_objects: 0,
    // A column that is misspelt in our code is an error, not a row with a hole.
    input_format_skip_unknown_fields: 0,
    async_insert: 0,
    input_format_parallel_parsing: 1,
  };
}

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

function connectTo(place: string): ClickHouseClient {
  // chdb types the interface from its own copy of the client's package: equal, but not to tsc.
  const connection = createChdbConnection({ path: enginePath(place) }) as unknown as Connection;
  return createClient({ connection });
}

function enginePath(place: string): string {
  return join(place, 'chdb');
}

function notePath(place: string): string {
  return join(place, 'tracenest.json');
}

/** The engine says only "failed": its status file and our note tell whether someone holds its lock. */
function whyNotOpened(place: string, cause: unknown): Error {
  const status = readText(join(enginePath(place), 'status'));
  const pid = Number(/^PID: (\d+)$/m.exec(status ?? '')?.[1] ?? Number.NaN);
  // A process that was killed leaves its status file behind: then something else is wrong.
  if (!Number.isInteger(pid) || pid === process.pid || !isAlive(pid)) return new StoreNotOpened(place, cause);
  return new StoreInUse(place, pid, announcedUrl(place, pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is another user's, and alive.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function announcedUrl(place: string, pid: number): string | null {
  const text = readText(notePath(place));
  if (text === null) return null;
  try {
    const note = JSON.parse(text) as { pid?: unknown; url?: unknown };
    return note.pid === pid && typeof note.url === 'string' ? note.url : null;
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
