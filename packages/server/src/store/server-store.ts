/**
 * The store on a ClickHouse server or cluster, over HTTP: the same tables and the same SQL as in a
 * data directory. While the server is away, calls wait a moment for it and then fail as such; what
 * is repeated then is stored once, because each insert bears a mark of its own.
 */
import { createClient, ClickHouseLogLevel, type ClickHouseClient, type ClickHouseSettings } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { storeAway } from '../errors.js';
import { forCluster } from './cluster.js';
import { answerFormat, decodeLists, decodeObjects } from './rows-decoding.js';
import { isPassing, reasonOf, refusalOf } from './server-failures.js';
import { nameOfPlace, type ServerPlace } from './server-place.js';
import type { Sql } from './sql.js';
import { encodeRows, insertFormat, settingsFor, settingsForInsert, writeLimits } from './statements.js';
import type { EncodedRows, QueryLimits, QueryText, Store } from './store.js';

const readConnections = 12;
const writeConnections = 8;
/** How long a call waits for a server that is away; writers hold whole requests for it. Milliseconds. */
const patience = { read: 2_000, write: 5_000 };
const firstPauseMs = 50;
const longestPauseMs = 1_000;

/** Nothing is asked of the server yet: prepareServer (open-server.ts) sees whether it will do. */
export class ServerStore implements Store {
  readonly place: string;
  readonly isShared = true;
  readonly #place: ServerPlace;
  readonly #readers: ClickHouseClient;
  readonly #writers: ClickHouseClient;
  #isClosed = false;

  constructor(place: ServerPlace) {
    this.place = nameOfPlace(place);
    this.#place = place;
    this.#readers = clientOf(place, place.database, readConnections);
    this.#writers = clientOf(place, place.database, writeConnections);
  }

  async query<Row>(sql: Sql, limits?: QueryLimits): Promise<Row[]> {
    return decodeObjects(await this.queryBytes(sql, limits));
  }

  async queryLists<Row extends readonly unknown[]>(sql: Sql, limits?: QueryLimits): Promise<Row[]> {
    return decodeLists(await this.queryBytes(sql, limits));
  }

  queryBytes(sql: QueryText, limits: QueryLimits = {}): Promise<Uint8Array> {
    return this.#call(patience.read, async () => {
      limits.signal?.throwIfAborted();
      // Not exec: long lists of ids must travel in the body, where proxies set no limit.
      const answer = await this.#readers.query({
        query: sql.text,
        query_params: { ...sql.params },
        format: answerFormat,
        clickhouse_settings: {
          ...settingsFor(limits),
          ...this.#networkSettings(),
          // Else the server goes on with what nobody waits for.
          cancel_http_readonly_queries_on_client_close: 1,
        },
        use_multipart_params_auto: true,
        ...(limits.signal === undefined ? {} : { abort_signal: limits.signal }),
      });
      return Buffer.from(await answer.text());
    });
  }

  async insert(table: string, rows: readonly object[]): Promise<void> {
    if (rows.length > 0) await this.insertEncoded(table, await encodeRows(rows));
  }

  async insertEncoded(table: string, rows: EncodedRows): Promise<void> {
    const lines = new TextDecoder().decode(rows.lines);
    const query = `INSERT INTO ${table} (${rows.columns.join(', ')}) FORMAT ${insertFormat}\n${lines}`;
    const clickhouse_settings = {
      ...settingsForInsert(rows),
      ...this.#networkSettings(),
      // Of an insert whose answer was lost, nobody knows whether it is stored: the next try bears the same mark.
      insert_deduplication_token: randomUUID(),
    };
    await this.#call(patience.write, () => this.#writers.command({ query, clickhouse_settings }));
  }

  async command(sql: Sql): Promise<void> {
    const { cluster } = this.#place;
    for (const query of cluster === null ? [sql.text] : forCluster(sql.text, cluster)) {
      await this.#call(patience.write, () =>
        this.#writers.command({
          query,
          query_params: { ...sql.params },
          clickhouse_settings: { ...settingsFor(writeLimits), ...this.#networkSettings() },
        }),
      );
    }
  }

  async ping(): Promise<void> {
    await this.#call(0, () =>
      this.#readers.command({ query: 'SELECT 1', clickhouse_settings: settingsFor({ maxSeconds: 2 }) }),
    );
  }

  /** Nobody finds a server taken: several processes may use it at once. */
  announce(): void {}

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#readers.close(), this.#writers.close()]);
  }

  /** Tries again while the failure is one that passes. Then throws store-away. */
  async #call<T>(patienceMs: number, work: () => Promise<T>): Promise<T> {
    const giveUpAt = performance.now() + patienceMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      if (this.#isClosed) throw new Error('The store is closed: open it again before asking.');
      try {
        return await work();
      } catch (error) {
        if (!isPassing(error)) throw refusalOf(error, this.#place, this.place) ?? error;
        if (performance.now() + pauseMs > giveUpAt) throw storeAway(this.place, reasonOf(error), error);
      }
      await sleep(pauseMs);
    }
  }

  #networkSettings(): ClickHouseSettings {
    return {
      // Else an answer that fails in the middle looks like one that succeeded.
      wait_end_of_query: 1,
      ...(this.#place.cluster === null ? {} : clusterSettings),
    };
  }
}

/** A row is acknowledged when most replicas of its node have it; joins reach the rows of all nodes. */
const clusterSettings: ClickHouseSettings = {
  insert_quorum: 'auto',
  distributed_foreground_insert: 1,
  distributed_product_mode: 'global',
  // Deletions choose their rows by a list in another table.
  allow_nondeterministic_mutations: 1,
  distributed_ddl_task_timeout: '120',
};

/** `database`: null before it is known to exist. */
export function clientOf(place: ServerPlace, database: string | null, connections: number): ClickHouseClient {
  return createClient({
    url: place.url,
    username: place.user,
    password: place.password,
    ...(database === null ? {} : { database }),
    application: 'tracenest',
    max_open_connections: connections,
    // The server gives up first: it says why, and stops computing.
    request_timeout: (writeLimits.maxSeconds + 10) * 1000,
    // What fails is thrown, and told by whoever catches it.
    log: { level: ClickHouseLogLevel.OFF },
  });
}
