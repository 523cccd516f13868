/** What the rest of the server knows of the store: one dialect of SQL, whatever answers it. */
import type { Sql } from './sql.js';

export interface QueryLimits {
  /** Seconds until the store gives up. Default 30. */
  maxSeconds?: number;
  /** Bytes of memory that one query may take. Default 2 GiB. */
  maxMemoryBytes?: number;
  /** Aborted when nobody waits for the answer any more: the query is stopped, and rejects. */
  signal?: AbortSignal;
  /** The only tables that are read: where this process alone writes, and did not write to them, the last answer is given again. */
  unlessWritten?: readonly string[];
}

/** SQL as it may travel between threads. */
export type QueryText = Pick<Sql, 'text' | 'params'>;

/** What is enough for reading: the store itself, or its stand-in in another thread. */
export interface Reader {
  /** Rows as objects. 64-bit integers come as numbers: select `toString(x)` where they are larger than 2^53. */
  query<Row>(sql: Sql, limits?: QueryLimits): Promise<Row[]>;
  /** Rows as lists of their columns, for hundred thousands of rows: less than half of the work. */
  queryLists<Row extends readonly unknown[]>(sql: Sql, limits?: QueryLimits): Promise<Row[]>;
}

/** Rows for an insert, as they may travel between threads. */
export interface EncodedRows {
  columns: readonly string[];
  /** UTF-8: for each row a line with a JSON list, in the order of the columns (statements.ts). */
  lines: Uint8Array<ArrayBuffer>;
}

export interface Store extends Reader {
  /** What an answer is made from, not decoded yet (rows-decoding.ts): for a reader in another thread. */
  queryBytes(sql: QueryText, limits?: QueryLimits): Promise<Uint8Array>;
  /** Resolves once the rows are synced to disk (see schema/). */
  insert(table: string, rows: readonly object[]): Promise<void>;
  /** The same with rows that another thread encoded. */
  insertEncoded(table: string, rows: EncodedRows): Promise<void>;
  command(sql: Sql): Promise<void>;
  /** Resolves if the store answers, else throws store-away. */
  ping(): Promise<void>;
  /** The data directory, or the server's address without user and password. */
  readonly place: string;
  /** Whether other processes may write to it, too. */
  readonly isShared: boolean;
  /** Leaves a note in the data directory for a second process that finds it taken. */
  announce(url: string): void;
  close(): Promise<void>;
}
