import type { RunRecord } from 'tracenest/wire';
import type { Store } from '../store/connect.js';

export interface WriterOptions {
  /** Bytes of records that may wait, those being written included. Default 256 MiB. */
  maxWaitingBytes?: number;
  /** Records that may wait, those being written included. Default 100,000. */
  maxWaitingRows?: number;
  /** Microseconds since 1970. Default: the clock. */
  nowUs?: () => number;
}

/** What became of a write. `stored`: on disk. `full`: nothing was taken, send it again later. */
export type Written = { status: 'stored' } | { status: 'full'; retryAfterSeconds: number };

/** Records → rows → group-committed, synced inserts. */
export class Writer {
  constructor(store: Store, options: WriterOptions = {}) {
    void store;
    void options;
  }

  /** Resolves when all records are on disk; rejects if they could not be stored (send them again). */
  write(records: readonly RunRecord[]): Promise<Written> {
    throw new Error(`not written yet: ${records.length}`);
  }

  /** Writes what waits; later writes reject. */
  async close(): Promise<void> {}
}
