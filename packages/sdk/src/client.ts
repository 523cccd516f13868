/**
 * Puts queue, exporter and settings together: takes records on the call path and sends them
 * outside of it. Also speaks as the official package's client does (`createRun`, `updateRun`), so
 * that its run trees and LangChain's tracer can send through it when they run below a run of ours.
 */
import { endpointOf, httpExporter, queueLimits, type ClientConfig, type Endpoint } from './client-config.js';
import { readConfig, type Config } from './config.js';
import { outside } from './context.js';
import { guarded, report } from './diag.js';
import { awaitExit, forgetExit, type Leaving } from './exit.js';
import type { Exporter } from './exporter.js';
import { Heartbeat, HEARTBEAT_MS } from './heartbeat.js';
import { Leftover } from './leftover.js';
import { Losses } from './losses.js';
import { tellUnended } from './open-runs.js';
import { readOfficialRun, type OfficialRun } from './official-run.js';
import { isRate } from './sampling.js';
import { Queue } from './queue.js';
import * as reads from './reads.js';
import { Redaction } from './redaction.js';
import { unref } from './transport.js';
import type { ProcessEnd } from './wire/api.js';
import type { Run } from './public-schemas.js';
import type { ListRunsParams } from './reads.js';
import type { Json, RunRecord } from './wire/record.js';

export type { ClientConfig } from './client-config.js';
export type { Anonymizer, Hide } from './redaction.js';

export interface FlushOptions {
  /** Give up waiting after this long. Default 10 000. */
  timeoutMs?: number;
}

/** A server that is not the client's own. What is not said is as there; a key goes to its own server only. */
export interface OtherEndpoint {
  apiUrl?: string | undefined;
  apiKey?: string | undefined;
  workspaceId?: string | undefined;
}

/** Runs as the official client takes them. */
export interface RunsToIngest {
  runCreates?: readonly OfficialRun[];
  runUpdates?: readonly OfficialRun[];
}

/** Marks a client of any copy of this package. */
const CLIENT_BRAND = Symbol.for('tracenest.client.1');

/** A beginning leaves within 100 ms, the time of the request included. */
const LONGEST_WAIT_MS = 50;
const LANES = 4;
const FLUSH_TIMEOUT_MS = 10_000;
/** How long a process that has nothing else to do stays for a server that does not answer. */
const EXIT_TIMEOUT_MS = 3000;

/**
 * Sends runs to one server. Programs that send all to the server of the environment need none: runs
 * share one. Give one to `traceable`, `tracingContext` or a run to send those, and what is begun
 * below them, elsewhere or with other masks.
 *
 * @example
 * const client = new Client({ apiUrl: 'https://traces.example', hideInputs: true });
 * const answer = traceable(ask, { name: 'answer', client });
 */
export class Client implements Leaving {
  readonly samplingRate: number;
  /** `patchRun()` of a root waits for flush(). */
  readonly blocksOnRoot: boolean;
  /** Whether records say which SDK and which runtime made them. */
  readonly namesRuntime: boolean;
  readonly #options: ClientConfig;
  readonly #endpoint: Endpoint;
  readonly #redaction: Redaction;
  readonly #exporter: Exporter;
  readonly #queue: Queue;
  /** Sending, and masks of the program that take their time. */
  readonly #pending = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();
  readonly #heartbeat: Heartbeat;
  readonly #leftover: Leftover;
  readonly #losses = new Losses();
  readonly #others = new Map<string, Client>();
  readonly #mostLanes: number;
  #isPrepared = false;
  #lanes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dropped = 0;

  constructor(options: ClientConfig = {}) {
    Object.defineProperty(this, CLIENT_BRAND, { value: true });
    const config = settings();
    this.samplingRate = rateOf(options.tracingSamplingRate) ?? config.samplingRate;
    this.blocksOnRoot = options.blockOnRootRunFinalization ?? config.blocksOnRoot;
    this.namesRuntime = options.omitTracedRuntimeInfo !== true;
    this.#options = options;
    this.#redaction = new Redaction({
      inputs: options.hideInputs ?? config.hideInputs,
      outputs: options.hideOutputs ?? config.hideOutputs,
      metadata: options.hideMetadata ?? config.hideMetadata,
      anonymizer: options.anonymizer,
    });
    this.#queue = new Queue(queueLimits(options));
    this.#mostLanes = Math.max(1, options.traceBatchConcurrency ?? LANES);
    this.#endpoint = endpointOf(options, config);
    this.#exporter = options.exporter ?? httpExporter(this.#endpoint, options);
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
    this.#redaction.beside(record);
    if (this.#exporter.take !== undefined) return this.#exporter.take(record, payloadSize);
    if (!this.#queue.push(record, payloadSize)) {
      this.#losses.note([record], 'the queue was full');
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

  /** Takes a record that was made elsewhere, as the masks of this client let it leave; internal. */
  take(record: RunRecord, size: number): void {
    for (const field of ['inputs', 'outputs'] as const) {
      const payload = record[field];
      if (payload !== undefined && payload !== null) record[field] = this.mask(field, payload as Record<string, Json>);
    }
    this.enqueue(record, size);
  }

  /** Inputs or outputs as they may leave the process. Masks of the program that throw hide all. */
  mask(field: 'inputs' | 'outputs', payload: Record<string, Json>): Record<string, Json> {
    return this.#redaction.map(field, payload);
  }

  /** Lets flush() wait for work of ours that will end in a record. */
  track(work: Promise<unknown>): void {
    this.#pending.add(work);
    const done = (): void => void this.#pending.delete(work);
    work.then(done, done);
  }

  /**
   * Takes the beginning of a run, or all of it, as the official client does.
   *
   * @param to another server than this client's own.
   */
  createRun(run: OfficialRun, to?: OtherEndpoint): Promise<void> {
    return this.at(to).#takeOfficial('create', run);
  }

  /** Takes what a run has become, as the official client does. */
  updateRun(id: string, run: OfficialRun, to?: OtherEndpoint): Promise<void> {
    return this.at(to).#takeOfficial('update', { ...run, id });
  }

  /** Takes many runs and waits until they have been sent. */
  async batchIngestRuns({ runCreates = [], runUpdates = [] }: RunsToIngest, to?: OtherEndpoint): Promise<void> {
    const client = this.at(to);
    for (const run of runCreates) void client.#takeOfficial('create', run);
    for (const run of runUpdates) void client.#takeOfficial('update', run);
    await client.flush();
  }

  /** The official client's name for the same with attachments. */
  multipartIngestRuns(runs: RunsToIngest, to?: OtherEndpoint): Promise<void> {
    return this.batchIngestRuns(runs, to);
  }

  /** The client for another server with the rules of this one; flush() waits for it too. */
  at({ apiUrl, apiKey, workspaceId }: OtherEndpoint = {}): Client {
    if (apiUrl === undefined && apiKey === undefined && workspaceId === undefined) return this;
    const name = JSON.stringify([apiUrl, apiKey, workspaceId]);
    let other = this.#others.get(name);
    if (other === undefined) {
      const { exporter: _own, ...options } = this.#options;
      const { url, apiKey: key } = this.#endpoint;
      other = new Client({
        ...options,
        apiUrl: apiUrl ?? url,
        // A key is for its own server only.
        apiKey: apiKey ?? (apiUrl === undefined ? (key ?? '') : ''),
        ...(workspaceId === undefined ? {} : { workspaceId }),
      });
      this.#others.set(name, other);
    }
    return other;
  }

  /** Where people look at runs. */
  getHostUrl(): string {
    return this.#options.webUrl?.replace(/\/+$/, '') ?? reads.hostUrl(this.#endpoint);
  }

  /**
   * The address of a run's page.
   *
   * @throws {RequestError} if the server does not answer, or does not know the run.
   */
  getRunUrl(asked: { runId?: string; run?: Pick<Run, 'id'> }): Promise<string> {
    return reads.runUrl(this.#endpoint, this.getHostUrl(), asked.run?.id ?? asked.runId);
  }

  /**
   * A run as the server has it.
   *
   * @param options.loadChildRuns with all that lies below it, in `child_runs`.
   * @throws {RequestError} if the server does not answer, or does not know the run.
   */
  readRun(runId: string, options: { loadChildRuns?: boolean } = {}): Promise<Run> {
    return reads.readRun(this.#endpoint, runId, options);
  }

  /**
   * Runs of a server, the latest first; asked for page by page as they are read.
   *
   * @throws {RequestError} if the server does not answer, or does not understand the question.
   */
  listRuns(asked: ListRunsParams): AsyncIterable<Run> {
    return reads.listRuns(this.#endpoint, asked);
  }

  /**
   * Sends all that was recorded until now and waits for it. Give this a moment before a serverless
   * function returns or a process is ended by `process.exit()`.
   *
   * @param options `timeoutMs`: give up waiting after this long, default 10 000; what waits is still tried.
   * @returns whether all has been sent in time.
   */
  async flush({ timeoutMs = FLUSH_TIMEOUT_MS }: FlushOptions = {}): Promise<boolean> {
    const deadline = timer(timeoutMs);
    const drained = Promise.all([this.#drain(), ...[...this.#others.values()].map((other) => other.#drain())]);
    const isDone = await Promise.race([drained.then(() => true), deadline.expired.then(() => false)]);
    deadline.clear();
    if (!isDone)
      report(
        'warn',
        'not-sent',
        `runs could not be sent to ${this.#endpoint.url} within ${timeoutMs} ms.`,
        'Does a server run there? TRACENEST_ENDPOINT says where.',
      );
    return isDone && this.#isEmpty;
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

  /** The process ends now: what waits is sent at once or kept for the next one; internal. */
  gone(end: ProcessEnd): void {
    guarded('leave', () => {
      tellUnended(this.#heartbeat.open(), end);
      const beat = this.#heartbeat.last(end);
      for (let batch = this.#queue.take(); batch.length > 0; batch = this.#queue.take()) this.#leftover.add(batch);
      const lost = this.#leftover.leave(beat);
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

  get #isEmpty(): boolean {
    return this.#queue.length === 0 && [...this.#others.values()].every((other) => other.#isEmpty);
  }

  #takeOfficial(op: RunRecord['op'], run: OfficialRun): Promise<void> {
    const read = readOfficialRun(op, run);
    if (read !== null) this.take(read.record, read.size);
    return Promise.resolve();
  }

  #schedule(afterMs: number): void {
    if (this.#options.manualFlushMode === true) return;
    if (this.#timer !== undefined && afterMs > 0) return;
    if (this.#lanes >= this.#mostLanes) return;
    clearTimeout(this.#timer);
    this.#prepare();
    this.#timer = outside(() => setTimeout(() => this.#open(), afterMs));
    // At the end of the program beforeExit sends what waits.
    unref(this.#timer);
  }

  /** The first request must not wait for what can be asked before; but what the program does first goes before. */
  #prepare(): void {
    if (this.#isPrepared || this.#exporter.prepare === undefined) return;
    this.#isPrepared = true;
    unref(outside(() => setTimeout(() => this.#exporter.prepare?.(), 0)));
  }

  /** Sends batches until nothing waits, unless enough lanes are at it. */
  #open(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lanes >= this.#mostLanes || this.#queue.length === 0) return;
    this.#lanes += 1;
    this.track(this.#work());
  }

  async #work(): Promise<void> {
    try {
      for (;;) {
        const batch = this.#losses.toldBy(this.#queue.take());
        if (batch.length === 0) return;
        if (this.#queue.isBatchReady) this.#schedule(0);
        this.#leftover.add(batch);
        const sent = await this.#exporter.export(batch, this.#stop.signal);
        this.#leftover.isServerAway = sent.status === 'retry';
        if (sent.status === 'ok') this.#leftover.sendKept();
        // It stays with what is left over.
        if (sent.status === 'retry' && this.#leftover.isKeeping && this.#stop.signal.aborted) continue;
        this.#leftover.remove(batch);
        if (sent.status === 'ok') this.#losses.forget(batch);
        else this.#drop(batch, sent.status === 'drop' ? sent.error : undefined);
      }
    } finally {
      this.#lanes -= 1;
      const isDone = this.#lanes === 0 && this.#queue.length === 0 && this.#leftover.isEmpty;
      if (isDone && this.#heartbeat.open().length === 0) forgetExit(this);
    }
  }

  #drop(batch: readonly RunRecord[], error: Error | undefined): void {
    const count = batch.length;
    this.#dropped += count;
    this.#losses.note(batch, error?.message ?? 'the server could not be reached');
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
