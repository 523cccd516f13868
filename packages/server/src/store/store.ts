/** What the rest of the server knows of the store: one dialect of SQL, whatever answers it. */
import type { Sql } from './sql.js';

export interface QueryLimits {
  /** Seconds until the store gives up. Default 30. */
  maxSeconds?: number;
  /** Bytes of memory that one query may take. Default 2 GiB. */
  maxMemoryBytes?: number;
}

export interface Store {
  /** Rows as objects. 64-bit integers come as numbers: select `toString(x)` where they are larger than 2^53. */
  query<Row>(sql: Sql, limits?: QueryLimits): Promise<Row[]>;
  /** Resolves once the rows are synced to disk (see schema/). */
  insert(table: string, rows: readonly object[]): Promise<void>;
  command(sql: Sql): Promise<void>;
  /** The data directory. */
  readonly place: string;
  /** Leaves a note in the data directory for a second process that finds it taken. */
  announce(url: string): void;
  close(): Promise<void>;
}
