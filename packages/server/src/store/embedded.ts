/**
 * The store in a data directory: ClickHouse SQL over the embedded chDB. One process has a directory,
 * and a second one is told who.
 */
import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClientPool } from './client-pool.js';
import { KeptAnswers } from './kept-answers.js';
import { LateMerges } from './late-merges.js';
import { StoreInUse, StoreNotOpened } from './open-errors.js';
import { answerFormat, decodeLists, decodeObjects } from './rows-decoding.js';
import { sql, type Sql } from './sql.js';
import { encodeRows, insertFormat, settingsFor, settingsForInsert, writeLimits } from './statements.js';
import type { EncodedRows, QueryLimits, QueryText, Store } from './store.js';

const readClientCount = 4;
const writeClientCount = 3;
/** The only table whose merges cost much. */
const mergedLate = 'payloads';
/** Between two tries to stop a query. Milliseconds. */
const stopAgainMs = 200;

/** Throws StoreInUse if another process has the directory, StoreNotOpened if it cannot be opened. */
export function connectEmbedded(directory: string): Store {
  const place = resolve(directory);
  try {
    makeFolders(enginePath(place));
    // The first connection takes the engine's own lock on the directory, the only one that counts.
    const writers = new ClientPool(() => connectTo(place), writeClientCount);
    const readers = new ClientPool(() => connectTo(place), readClientCount);
    return new EmbeddedStore(place, readers, writers);
  } catch (error) {
    throw whyNotOpened(place, error);
  }
}

class EmbeddedStore implements Store {
  readonly isShared = false;
  readonly #kept = new KeptAnswers();
  readonly #merges = new LateMerges(mergedLate, this, (statement) => this.#tell({ text: statement, params: {} }));

  constructor(
    readonly place: string,
    private readonly readers: ClientPool<EmbeddedClient>,
    private readonly writers: ClientPool<EmbeddedClient>,
  ) {}

  async query<Row>(asked: Sql, limits?: QueryLimits): Promise<Row[]> {
    return decodeObjects(await this.queryBytes(asked, limits));
  }

  async queryLists<Row extends readonly unknown[]>(asked: Sql, limits?: QueryLimits): Promise<Row[]> {
    return decodeLists(await this.queryBytes(asked, limits));
  }

  async queryBytes(asked: QueryText, limits: QueryLimits = {}): Promise<Uint8Array> {
    const { signal, unlessWritten, ...others } = limits;
    if (unlessWritten !== undefined) return this.#kept.get(asked, unlessWritten, () => this.#ask(asked, others));
    if (signal === undefined) return this.#ask(asked, limits);
    signal.throwIfAborted();
    const mark = `asked for ${randomUUID()}`;
    const isAsked = { yet: true };
    const stop = (): void => void this.#stop(mark, isAsked);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await this.#ask({ ...asked, text: `/* ${mark} */ ${asked.text}` }, limits);
    } finally {
      isAsked.yet = false;
      signal.removeEventListener('abort', stop);
    }
  }

  #ask({ text, params }: QueryText, limits: QueryLimits): Promise<Uint8Array> {
    return this.readers.use(async ({ client }) => {
      // It may have waited for its turn.
      limits.signal?.throwIfAborted();
      // The client's own decoding takes the answer apart line by line.
      const { stream } = await client.exec({
        query: `${text}\nFORMAT ${answerFormat}`,
        query_params: { ...params },
        clickhouse_settings: settingsFor(limits),
      });
      const chunks = (await stream.toArray()) as Uint8Array[];
      return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    });
  }

  /** Again and again, since the query may not have begun; the engine names queries itself, hence the mark. */
  async #stop(mark: string, isAsked: { yet: boolean }): Promise<void> {
    while (isAsked.yet) {
      // A query that cannot be stopped ends at its limit of time.
      await this.command(sql`KILL QUERY WHERE position(query, ${mark}) > 0 ASYNC`).catch(() => undefined);
      await sleep(stopAgainMs);
    }
  }

  async insert(table: string, rows: readonly object[]): Promise<void> {
    if (rows.length > 0) await this.insertEncoded(table, await encodeRows(rows));
  }

  async insertEncoded(table: string, rows: EncodedRows): Promise<void> {
    const { columns, lines } = rows;
    const insert = {
      table,
      columns,
      // As bytes beside the statement: within its text the client and the engine would each copy them.
      values: Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength),
      // Without a mark of its own, an insert that says the same as one before would count for it.
      settings: { ...settingsForInsert(rows), insert_deduplication_token: randomUUID() },
    };
    await this.#kept.insert(table, () =>
      this.writers.use(({ raw }) => raw.rawInsert({ ...insert, format: insertFormat })),
    );
    if (table === mergedLate) this.#merges.inserted(lines.length);
  }

  async command(asked: Sql): Promise<void> {
    const run = (): Promise<void> => this.#kept.command(() => this.#tell(asked));
    await (asked.text.includes(mergedLate) ? this.#merges.during(run) : run());
  }

  async #tell({ text, params }: QueryText): Promise<void> {
    await this.writers.use(({ client }) =>
      client.command({ query: text, query_params: { ...params }, clickhouse_settings: settingsFor(writeLimits) }),
    );
  }

  /** It is in this process. */
  ping(): Promise<void> {
    return Promise.resolve();
  }

  announce(url: string): void {
    writeFileSync(notePath(this.place), `${JSON.stringify({ pid: process.pid, url: url === '' ? null : url })}\n`);
  }

  async close(): Promise<void> {
    await this.#merges.close();
    await Promise.all([this.readers.close(), this.writers.close()]);
    rmSync(notePath(this.place), { force: true });
  }
}

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>;

/** A client, and beside it what only the embedded engine can do. */
interface EmbeddedClient {
  client: ClickHouseClient;
  raw: ReturnType<typeof createChdbConnection>['chdb'];
  close(): Promise<void>;
}

function connectTo(place: string): EmbeddedClient {
  const connection = createChdbConnection({ path: enginePath(place) });
  // chdb types the interface from its own copy of the client's package: equal, but not to tsc.
  const client = createClient({ connection: connection as unknown as Connection });
  return { client, raw: connection.chdb, close: () => client.close() };
}

function enginePath(place: string): string {
  return join(place, 'chdb');
}

/** Node's own recursive one never ends where a folder is refused as if its parent were not there (/proc). */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  mkdirSync(path);
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
