/**
 * Takes records and answers when they are on disk. Group commit: whatever waits when a flush ends
 * shares the next one, so that many requests cost one set of syncs. Bounded: when too much waits it
 * says so at once and takes nothing.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RunRecord } from 'tracenest/wire';
import { isStoreAway } from '../errors.js';
import type { Store } from '../store/store.js';
import { sql } from '../store/sql.js';
import { BusyShare } from './busy-share.js';
import { Flusher, type Waiting } from './flush.js';
import { normalizeRecord } from './normalize.js';

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

interface Request {
  records: Waiting[];
  bytes: number;
  stored: () => void;
  failed: (reason: unknown) => void;
}

/** One flush takes about this much; more waits for the next, so that memory and answers stay bounded. */
const flushRows = 5_000;
const flushBytes = 32 * 2 ** 20;
/** Parts are merged in the background: more inserts a second than this make them faster than that. */
const minFlushIntervalMs = 25;
/** Longest piece of work between two turns of the event loop. */
const sliceMs = 10;

/** Above this share of the last seconds at work, what can wait should let the writer have the processor. */
const busyFrom = 0.3;

/** Records → rows → group-committed, synced inserts. One per store. */
export class Writer {
  private readonly maxWaitingBytes: number;
  private readonly maxWaitingRows: number;
  private readonly nowUs: () => number;
  private readonly flusher: Flusher;
  private readonly queue: Request[] = [];
  private readonly flushing = new BusyShare();
  private readonly arriving = new Set<Promise<unknown>>();
  private waitingBytes = 0;
  private waitingRows = 0;
  private lastArrived = 0;
  private opening: Promise<void> | null = null;
  private running: Promise<void> | null = null;
  /** Writes wait for it before they begin. */
  private barrier: Promise<void> = Promise.resolve();
  private isClosed = false;

  constructor(
    private readonly store: Store,
    options: WriterOptions = {},
  ) {
    this.maxWaitingBytes = options.maxWaitingBytes ?? 256 * 2 ** 20;
    this.maxWaitingRows = options.maxWaitingRows ?? 100_000;
    this.nowUs = options.nowUs ?? (() => Date.now() * 1000);
    this.flusher = new Flusher(store);
  }

  /**
   * Reads what the writer needs to know of the store and makes the project `default`. The first
   * write does it too; a server calls it before it takes writes.
   */
  open(): Promise<void> {
    this.opening ??= this.readStore().catch((error: unknown) => {
      this.opening = null;
      throw error;
    });
    return this.opening;
  }

  /** Resolves when all records are on disk; rejects if they could not be stored (send them again). */
  async write(records: readonly RunRecord[]): Promise<Written> {
    if (this.isClosed) throw new Error('The writer is closed: the server is stopping. Send the records again later.');
    if (records.length === 0) return { status: 'stored' };
    if (this.isFull()) return { status: 'full', retryAfterSeconds: 1 };
    const work = this.take(records);
    this.arriving.add(work);
    try {
      await work;
    } finally {
      this.arriving.delete(work);
    }
    return { status: 'stored' };
  }

  /** Whether so much comes in that other work on this machine makes those who write wait. */
  get isBusy(): boolean {
    return this.flushing.share > busyFrom;
  }

  /**
   * Does something to the store while nothing is written, and forgets what it remembers of the store:
   * writes under way are finished, later ones wait. `through`: what was written arrived before it.
   */
  async between<Result>(work: (through: number) => Promise<Result>): Promise<Result> {
    const before = [...this.arriving];
    const worked = this.barrier.then(async () => {
      await Promise.allSettled(before);
      try {
        return await work(this.nextArrival());
      } finally {
        await this.flusher.forget();
      }
    });
    this.barrier = worked.then(
      () => undefined,
      () => undefined,
    );
    return worked;
  }

  /** Writes what waits; later writes reject. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.allSettled(this.arriving);
    await this.running;
  }

  private isFull(): boolean {
    return this.waitingBytes >= this.maxWaitingBytes || this.waitingRows >= this.maxWaitingRows;
  }

  private async take(records: readonly RunRecord[]): Promise<void> {
    // As it is now: a later one waits for this write.
    const { barrier } = this;
    // Counted before the first pause, so that requests of one moment cannot all slip in.
    this.waitingRows += records.length;
    let bytes = 0;
    try {
      await this.open();
      await barrier;
      const waiting: Waiting[] = [];
      let pauseAt = performance.now() + sliceMs;
      for (const record of records) {
        const normal = normalizeRecord(record);
        bytes += normal.bytes;
        this.waitingBytes += normal.bytes;
        waiting.push({ normal, arrived: this.nextArrival() });
        if (performance.now() < pauseAt) continue;
        await nextTurn();
        pauseAt = performance.now() + sliceMs;
      }
      await new Promise<void>((stored, failed) => {
        this.queue.push({ records: waiting, bytes, stored, failed });
        this.running ??= this.run();
      });
    } finally {
      this.waitingRows -= records.length;
      this.waitingBytes -= bytes;
    }
  }

  /** Strictly increasing, also over a clock that is set back and a restart. */
  private nextArrival(): number {
    this.lastArrived = Math.max(this.lastArrived + 1, Math.floor(this.nowUs()));
    return this.lastArrived;
  }

  private async readStore(): Promise<void> {
    await this.flusher.open();
    const [row] = await this.store.query<{ latest: number }>(sql`SELECT max(arrived) AS latest FROM runs`);
    this.lastArrived = Math.max(this.lastArrived, row?.latest ?? 0);
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      const began = performance.now();
      this.flushing.begin();
      await this.flush(this.nextRequests());
      this.flushing.end();
      const restMs = minFlushIntervalMs - (performance.now() - began);
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
    this.running = null;
  }

  private async flush(requests: readonly Request[]): Promise<void> {
    try {
      await this.flusher.flush(requests.flatMap((request) => request.records));
      for (const request of requests) request.stored();
    } catch (error) {
      if (isStoreAway(error)) for (const request of requests) request.failed(error);
      else if (requests.length === 1) requests[0]?.failed(error);
      // One request that the store refuses must not cost the others theirs.
      else for (const request of requests) await this.flush([request]);
    }
  }

  /** At least one request, and as many more as one flush takes. */
  private nextRequests(): Request[] {
    let rows = 0;
    let bytes = 0;
    let count = 0;
    for (const request of this.queue) {
      rows += request.records.length;
      bytes += request.bytes;
      if (count > 0 && (rows > flushRows || bytes > flushBytes)) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }
}
