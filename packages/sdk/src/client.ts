/**
 * Puts queue, exporter and settings together: takes records on the call path and sends them
 * outside of it. Also speaks as the official package's client does (`createRun`, `updateRun`), so
 * that its run trees and LangChain's tracer can send through it when they run below a run of ours.
 */
import { captureMap } from './capture.js';
import { readConfig, type Config } from './config.js';
import { outside } from './context.js';
import { guarded, report } from './diag.js';
import { awaitExit, forgetExit, type Leaving } from './exit.js';
import { HttpExporter, type Exporter } from './exporter.js';
import { Heartbeat, HEARTBEAT_MS } from './heartbeat.js';
import { Leftover } from './leftover.js';
import { tellUnended } from './open-runs.js';
import { readOfficialRun, type OfficialRun } from './official-run.js';
import { isRate } from './sampling.js';
import { Queue, QUEUE_LIMITS, type QueueLimits } from './queue.js';
import { unref, type RetryPolicy } from './transport.js';
import type { ProcessEnd } from './wire/api.js';
import type { Json, RunRecord } from './wire/record.js';

/** What is sent instead of inputs or outputs: `{}` for true, else what the function gives. */
export type Hide = boolean | ((payload: Record<string, Json>) => Record<string, Json>);

/** Gives a copy of what may leave the process; if it throws, nothing does. */
export type Anonymizer = <T>(data: T) => T;

export interface ClientConfig {
  /** Default: the environment's ENDPOINT, else `http://localhost:1984`. */
  apiUrl?: string;
  apiKey?: string;
  workspaceId?: string;
  hideInputs?: Hide;
  hideOutputs?: Hide;
  /** Masks inputs and outputs that are not hidden, metadata and errors; see `createAnonymizer`. */
  anonymizer?: Anonymizer;
  /** The part of all traces that is recorded, 0 to 1. Default 1. */
  tracingSamplingRate?: number;
  /** For one request. Default 30 000. */
  timeout_ms?: number;
  fetchImplementation?: typeof fetch;
  /** Where batches go instead of over HTTP. */
  exporter?: Exporter;
  queue?: Partial<QueueLimits>;
  retry?: RetryPolicy;
  /** How often a server that asks for it hears that this process is alive while runs are open. Default 10 000. */
  heartbeatMs?: number;
}

export interface FlushOptions {
  /** Give up waiting after this long. Default 10 000. */
  timeoutMs?: number;
}

/** Marks a client of any copy of this package. */
const CLIENT_BRAND = Symbol.for('tracenest.client.1');

/** A beginning leaves within 100 ms, the time of the request included. */
const LONGEST_WAIT_MS = 50;
const LANES = 4;
const FLUSH_TIMEOUT_MS = 10_000;
/** How long a process that has nothing else to do stays for a server that does not answer. */
const EXIT_TIMEOUT_MS = 3000;

export class Client implements Leaving {
  readonly samplingRate: number;
  readonly #hide: { inputs: Hide; outputs: Hide };
  readonly #anonymizer: Anonymizer | undefined;
  readonly #exporter: Exporter;
  readonly #queue: Queue;
  /** Sending, and masks of the program that take their time. */
  readonly #pending = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();
  readonly #heartbeat: Heartbeat;
  readonly #leftover: Leftover;
  #lanes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dropped = 0;

  constructor(options: ClientConfig = {}) {
    Object.defineProperty(this, CLIENT_BRAND, { value: true });
    const config = settings();
    this.samplingRate = rateOf(options.tracingSamplingRate) ?? config.samplingRate;
    this.#hide = {
      inputs: options.hideInputs ?? config.hideInputs,
      outputs: options.hideOutputs ?? config.hideOutputs,
    };
    this.#anonymizer = options.anonymizer;
    this.#queue = new Queue({ ...QUEUE_LIMITS, ...options.queue });
    this.#exporter =
      options.exporter ??
      new HttpExporter({
        endpoint: options.apiUrl?.replace(/\/+$/, '') ?? config.endpoint,
        apiKey: options.apiKey ?? config.apiKey,
        workspaceId: options.workspaceId ?? config.workspaceId,
        ...(options.timeout_ms === undefined ? {} : { timeoutMs: options.timeout_ms }),
        ...(options.fetchImplementation === undefined ? {} : { fetch: options.fetchImplementation }),
        ...(options.retry === undefined ? {} : { retry: options.retry }),
      });
    this.#leftover = new Leftover(this.#exporter);
    this.#heartbeat = new Heartbeat(this, options.heartbeatMs ?? HEARTBEAT_MS, (beat) => {
      void this.#exporter.beat?.(beat);
    });
  }

  /** Records that could not be sent since the start: no room, given up, or refused. */
  get dropped(): number {
    return this.#dropped + this.#queue.dropped;
  }

  /** Takes a record; `payloadSize` is about its size in bytes. Never waits. */
  enqueue(record: RunRecord, payloadSize: number): void {
    if (this.#anonymizer !== undefined) this.#anonymizeBeside(record);
    if (!this.#queue.push(record, payloadSize)) {
      report(
        'error',
        'queue-full',
        'runs are dropped: they are made faster than they can be sent.',
        'Is the server reachable?',
      );
      return;
    }
    awaitExit(this);
    if (this.#exporter.beat !== undefined) this.#heartbeat.start();
    if (this.#queue.isBatchReady) this.#schedule(0);
    else this.#schedule(LONGEST_WAIT_MS);
  }

  /** Inputs or outputs as they may leave the process. Masks of the program that throw hide all. */
  mask(field: 'inputs' | 'outputs', payload: Record<string, Json>): Record<string, Json> {
    const hide = this.#hide[field];
    if (hide === true) return {};
    if (hide === false) return this.#anonymized(payload, {});
    try {
      return captureMap(hide(payload)).json as Record<string, Json>;
    } catch {
      report('warn', `hide-${field}`, `the function given to hide ${field} threw; {} is sent instead.`);
      return {};
    }
  }

  /** Lets flush() wait for work of ours that will end in a record. */
  track(work: Promise<unknown>): void {
    this.#pending.add(work);
    const done = (): void => void this.#pending.delete(work);
    work.then(done, done);
  }

  /** Takes a run as the official package's run trees tell it. */
  createRun(run: OfficialRun): Promise<void> {
    return this.#takeOfficial('create', run);
  }

  /** Takes an update as the official package's run trees tell it. */
  updateRun(id: string, run: OfficialRun): Promise<void> {
    return this.#takeOfficial('update', { ...run, id });
  }

  /**
   * Sends all that was recorded until now and waits for it. Give this a moment before a serverless
   * function returns or a process is ended by `process.exit()`.
   *
   * @returns whether all has been sent in time.
   */
  async flush({ timeoutMs = FLUSH_TIMEOUT_MS }: FlushOptions = {}): Promise<boolean> {
    const deadline = timer(timeoutMs);
    const drained = this.#drain();
    const isDone = await Promise.race([drained.then(() => true), deadline.expired.then(() => false)]);
    deadline.clear();
    return isDone && this.#queue.length === 0;
  }

  /** Sends what is left; what cannot be sent by then is counted as dropped. */
  async shutdown(options: FlushOptions = {}): Promise<boolean> {
    const isDone = await this.flush(options);
    if (!isDone) this.#stop.abort();
    return isDone;
  }

  /** The program has nothing left to do: there is time to send what waits; internal. */
  nothingLeft(end: ProcessEnd): void {
    tellUnended(this.#heartbeat.open(), end);
    const beat = this.#heartbeat.last(end);
    if (beat !== undefined) this.track(this.#exporter.beat?.(beat) ?? Promise.resolve());
    if (this.#queue.length > 0 || this.#pending.size > 0) void this.shutdown({ timeoutMs: EXIT_TIMEOUT_MS });
  }

  /** The process ends now: what waits is kept for the next one; internal. */
  gone(end: ProcessEnd): void {
    guarded('leave', () => {
      tellUnended(this.#heartbeat.open(), end);
      const beat = this.#heartbeat.last(end);
      for (let batch = this.#queue.take(); batch.length > 0; batch = this.#queue.take()) this.#leftover.add(batch);
      const lost = this.#leftover.keep(beat);
      this.#dropped += lost;
      if (lost > 0)
        report(
          'warn',
          'lost-at-exit',
          `${lost} runs were lost: the process was ended before they were sent.`,
          'await shutdown() before process.exit().',
        );
    });
  }

  /** The official client's name for flush(). */
  async awaitPendingTraceBatches(): Promise<void> {
    await this.flush();
  }

  #anonymized<T extends Json>(data: T, otherwise: T): T {
    if (this.#anonymizer === undefined) return data;
    try {
      return this.#anonymizer(data);
    } catch {
      report('warn', 'anonymizer', 'the anonymizer threw; what it was given is not sent.');
      return otherwise;
    }
  }

  /** What a record says beside its inputs and outputs, which have been masked by now. */
  #anonymizeBeside(record: RunRecord): void {
    const { error, extra } = record;
    // As an object: that is what anonymizers of programs expect.
    if (typeof error === 'string')
      record.error = this.#anonymized({ error }, { error: '[hidden: the anonymizer threw]' }).error;
    if (extra?.metadata !== undefined)
      record.extra = { ...extra, metadata: this.#anonymized<Record<string, Json>>(extra.metadata, {}) };
  }

  #takeOfficial(op: RunRecord['op'], run: OfficialRun): Promise<void> {
    const read = readOfficialRun(op, run);
    if (read !== null) {
      const { record, size } = read;
      if (record.inputs !== undefined) record.inputs = this.mask('inputs', record.inputs as Record<string, Json>);
      if (record.outputs !== undefined) record.outputs = this.mask('outputs', record.outputs as Record<string, Json>);
      this.enqueue(record, size);
    }
    return Promise.resolve();
  }

  #schedule(afterMs: number): void {
    if (this.#timer !== undefined && afterMs > 0) return;
    if (this.#lanes >= LANES) return;
    clearTimeout(this.#timer);
    this.#timer = outside(() => setTimeout(() => this.#open(), afterMs));
    // At the end of the program beforeExit sends what waits.
    unref(this.#timer);
  }

  /** Sends batches until nothing waits, unless enough lanes are at it. */
  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lanes >= LANES || this.#queue.length === 0) return;
    this.#lanes += 1;
    this.track(this.#work());
  }

  async #work(): Promise<void> {
    try {
      for (;;) {
        const batch = this.#queue.take();
        if (batch.length === 0) return;
        if (this.#queue.isBatchReady) this.#schedule(0);
        this.#leftover.add(batch);
        const sent = await this.#exporter.export(batch, this.#stop.signal);
        if (sent.status === 'ok') this.#leftover.sendKept();
        // It stays with what is left over.
        if (sent.status === 'retry' && this.#leftover.isKeeping && this.#stop.signal.aborted) continue;
        this.#leftover.remove(batch);
        if (sent.status !== 'ok') this.#drop(batch.length, sent.status === 'drop' ? sent.error : undefined);
      }
    } finally {
      this.#lanes -= 1;
      const isDone = this.#lanes === 0 && this.#queue.length === 0 && this.#leftover.isEmpty;
      if (isDone && this.#heartbeat.open().length === 0) forgetExit(this);
    }
  }

  #drop(count: number, error: Error | undefined): void {
    this.#dropped += count;
    if (error === undefined)
      report(
        'error',
        'unreachable',
        `${count} runs were dropped: the server could not be reached.`,
        'Is TRACENEST_ENDPOINT right?',
      );
    else report('error', 'refused', `${count} runs were dropped: ${error.message}`);
  }

  async #drain(): Promise<void> {
    // Masks that are at work end in records, and records in requests.
    while (this.#queue.length > 0 || this.#pending.size > 0) {
      outside(() => this.#open());
      await Promise.allSettled([...this.#pending]);
    }
  }
}

let shared: Client | undefined;

/** The client of all runs that were given none. */
export function sharedClient(): Client {
  shared ??= new Client();
  return shared;
}

/** Whether a value is a client of this package, of this copy or another. */
export function isClient(value: unknown): value is Client {
  return typeof value === 'object' && value !== null && CLIENT_BRAND in value;
}

function rateOf(given: number | undefined): number | undefined {
  if (given === undefined || isRate(given)) return given;
  const expected = 'expected a number from 0 to 1, for example 0.1. The environment decides.';
  report('warn', 'setting', `tracingSamplingRate is ${String(given)}; ${expected}`);
  return undefined;
}

function settings(): Config {
  const { config, complaints } = readConfig();
  for (const complaint of complaints) report('warn', 'setting', complaint);
  return config;
}

function timer(ms: number): { expired: Promise<void>; clear: () => void } {
  let clear = (): void => undefined;
  // Not unref'd: while somebody waits for it, the process must not end under it.
  const expired = new Promise<void>((resolve) => {
    const handle = setTimeout(resolve, ms);
    clear = () => clearTimeout(handle);
  });
  return { expired, clear };
}
