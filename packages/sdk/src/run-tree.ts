/** A run: its ids and place, its beginning and its end, and the headers that continue its trace elsewhere. */
import { ambientBelow, arrivalBelow, arrivalFacts, joinTags } from './ambient.js';
import { copyAttachments, type Attachments } from './attachments.js';
import { captureMap, type Captured } from './capture.js';
import { isClient, sharedClient, type Client } from './client.js';
import { nextStartUs, nowUs } from './clock.js';
import { isTracingOn, projectName } from './config.js';
import { current } from './context.js';
import { guarded, report } from './diag.js';
import { addFindings } from './findings.js';
import { foreignContext } from './foreign-context.js';
import { amongRecorded, place, placeByHand, type Placed } from './placement.js';
import { readHeaders, writeHeaders, type HeadersLike, type RemoteContext, type RemoteParent } from './propagation.js';
import type { KVMap } from './public-schemas.js';
import { clientFor, inReplica, replicasOf, type Replica, type WriteReplica } from './replicas.js';
import { idsOf, outgoing, remoteFacts, toUs } from './run-ids.js';
import { factsOf, setFacts, type ParentLike } from './run-like.js';
import { recordRun, type Payloads } from './run-record.js';
import { isSampled } from './sampling.js';
import { carryLangChain, type RunnableConfigLike } from './runnable-config.js';
import { normalizeId, uuid7 } from './wire/ids.js';
import type { Attachment, RunRecord } from './wire/record.js';

export type { KVMap } from './public-schemas.js';

/** What a run can be told when it is made. */
export interface RunTreeConfig {
  name?: string;
  /** Default `chain`. */
  run_type?: string;
  /** Default: a UUID version 7. */
  id?: string;
  /** Default: the parent's, else the environment's PROJECT. */
  project_name?: string;
  /** The run to stand below. Default: none; what is current does not count for a run that is made by hand. */
  parent_run?: ParentLike;
  /** The place as ids, where no run is at hand. `parent_run` wins over these. */
  parent_run_id?: string;
  trace_id?: string;
  dotted_order?: string;
  /** Milliseconds since 1970, or ISO 8601. Default now. */
  start_time?: number | string;
  /** As `start_time`. Default: it has not ended. */
  end_time?: number | string;
  /** Added to the parent's. */
  metadata?: KVMap;
  tags?: string[];
  /** What is not a field of its own; `extra.metadata` wins over `metadata`. */
  extra?: Record<PropertyKey, unknown>;
  inputs?: KVMap;
  outputs?: KVMap;
  error?: string;
  events?: RunTreeEvent[];
  serialized?: object;
  reference_example_id?: string;
  /** Default: the parent's, else the shared one. */
  client?: Client;
  /** Wins over the environment and the parent. */
  tracingEnabled?: boolean;
  /** Files beside the run: bytes and their kind, by name. */
  attachments?: Attachments;
  /** Where the run is written, if not only to its project. Default: the parent's, else the environment's RUNS_ENDPOINTS. */
  replicas?: Replica[];
  /** For replicas with `reroot`: the parent in another process, below which their trace begins. */
  distributedParentId?: string;
  /** Taken and given back for LangChain; order follows from the times here. */
  execution_order?: number;
  child_execution_order?: number;
}

/** A moment inside of a run. */
export interface RunTreeEvent {
  name?: string;
  /** ISO 8601. Default now. */
  time?: string;
  message?: string;
  kwargs?: Record<string, unknown>;
  [key: string]: unknown;
}

/** LangChain adds children here; nobody needs them and they would keep the whole trace in memory. */
const NO_RUNS: RunTree[] = Object.assign([], { push: () => 0 });

/**
 * One unit of work. `traceable` makes these; make one by hand where there is no function to wrap.
 *
 * @example
 * const run = new RunTree({ name: 'import', inputs: { file: 'a.csv' } });
 * await run.postRun();
 * await run.end({ rows: 3 });
 * await run.patchRun();
 */
export class RunTree {
  id: string;
  name: string;
  run_type: string;
  project_name: string;
  trace_id: string;
  dotted_order: string;
  parent_run_id: string | undefined;
  /** Milliseconds since 1970, microseconds as fraction. */
  start_time: number;
  end_time: number | undefined;
  extra: Record<PropertyKey, unknown>;
  tags: string[];
  inputs: KVMap;
  outputs: KVMap | undefined;
  error: string | undefined;
  events: Record<string, unknown>[] | undefined;
  serialized: object | undefined;
  reference_example_id: string | undefined;
  client: Client;
  tracingEnabled: boolean;
  attachments: Attachments | undefined;
  replicas: WriteReplica[] | undefined;
  distributedParentId: string | undefined;
  /** Read and written by LangChain's tracer. */
  child_runs: RunTree[] = NO_RUNS;
  execution_order: number;
  child_execution_order: number;
  /** Attachments travel once. */
  #sentAttachments: Attachments | undefined;
  #parent: ParentLike | undefined;

  /** @param placed chosen already; internal. */
  constructor(config: RunTreeConfig, placed?: Placed) {
    const store = current();
    const { parent, kind, isTraced, findings, remote } = settlePlace(
      config,
      placed ?? placeByHand(config.parent_run, store, config.name),
    );
    this.#parent = parent ?? undefined;
    const isRemote = parent === null && kind === 'headers';
    const around = ambientBelow(parent);
    // How a run of another process is marked and filed is said there.
    const ambient = isRemote ? undefined : around;
    this.client = chooseClient(parent, config.client ?? around?.client);
    this.tracingEnabled =
      config.tracingEnabled ?? isTraced ?? around?.isEnabled ?? (config.client !== undefined || isTracingOn());
    const startUs = config.start_time === undefined ? nextStartUs() : toUs(config.start_time);
    this.id = normalizeId(config.id) ?? uuid7(startUs / 1000);
    this.start_time = startUs / 1000;
    this.end_time = config.end_time === undefined ? undefined : toUs(config.end_time) / 1000;
    this.name = config.name ?? 'run';
    this.run_type = config.run_type ?? 'chain';
    this.project_name = parent?.project_name ?? config.project_name ?? ambient?.projectName ?? projectName();
    this.tags = ambient?.tags === undefined ? (config.tags ?? []) : joinTags(ambient.tags, config.tags);
    this.inputs = config.inputs ?? {};
    this.outputs = config.outputs;
    this.error = config.error;
    this.events = config.events;
    this.serialized = config.serialized;
    this.reference_example_id = config.reference_example_id;
    this.attachments = config.attachments;
    this.replicas = replicasOf(config.replicas, parent);
    this.distributedParentId = config.distributedParentId;
    this.execution_order = config.execution_order ?? 1;
    this.child_execution_order = config.child_execution_order ?? this.execution_order;
    const inherited = parent?.extra?.['metadata'] as KVMap | undefined;
    const given = config.extra?.['metadata'] as KVMap | undefined;
    this.extra = { ...config.extra, metadata: { ...inherited, ...ambient?.metadata, ...config.metadata, ...given } };
    const { trace_id, dotted_order, parent_run_id, facts } = idsOf(this.id, startUs, parent, config);
    this.trace_id = trace_id;
    this.dotted_order = dotted_order;
    this.parent_run_id = parent_run_id;
    // The trace of a remote run was decided upon where it began.
    const isBeginning = parent === null && !isRemote;
    if (isBeginning && !isSampled(trace_id, this.client.samplingRate)) this.tracingEnabled = false;
    setFacts(this, {
      placement: kind,
      namesProcess: parent === null || factsOf(parent).isRemote === true,
      client: this.client,
      ...(ambient === undefined ? {} : { ambient }),
      ...(remote === undefined ? {} : { remote }),
      ...facts,
      ...(isRemote ? {} : arrivalFacts(arrivalBelow(parent), this.name, facts)),
    });
    addFindings(this, findings);
    carryLangChain(this, parent, store);
  }

  /** The parent, as long as this run has not ended: a run must not keep its whole trace in memory. */
  get parent_run(): RunTree | undefined {
    return this.#parent as RunTree | undefined;
  }

  get metadata(): KVMap {
    return (this.extra['metadata'] as KVMap | undefined) ?? {};
  }

  /** Adds to the metadata; the run's end carries it. */
  set metadata(metadata: KVMap) {
    this.extra = { ...this.extra, metadata: { ...this.metadata, ...metadata } };
  }

  /** Makes a run below this one. It is sent by its own `postRun`. */
  createChild(config: RunTreeConfig): RunTree {
    return new RunTree(config, placeByHand(this, current(), config.name));
  }

  /** Notes outputs, error and end. What has been noted before stays. Send it with `patchRun`. */
  end(outputs?: KVMap, error?: string, endTime?: number | string, metadata?: KVMap): Promise<void> {
    this.outputs ??= outputs;
    this.error ??= error;
    this.end_time ??= Math.max(this.start_time, (endTime === undefined ? nowUs() : toUs(endTime)) / 1000);
    if (metadata !== undefined) this.metadata = metadata;
    return Promise.resolve();
  }

  /** Sends the beginning of the run, or all of it if it has ended. Never rejects. */
  async postRun(): Promise<void> {
    // The official package's traceable leaves a promise here when its mask is slow.
    if (isThenable(this.inputs)) this.inputs = (await this.inputs) as KVMap;
    this.send('create', { inputs: captureMap(this.inputs), outputs: capturedOr(this.outputs) });
  }

  /** Sends what the run has become. Never rejects. Inputs are sent again only where asked for. */
  async patchRun(options: { excludeInputs?: boolean } = {}): Promise<void> {
    const inputs = options.excludeInputs === false ? this.inputs : undefined;
    this.send('update', { inputs: capturedOr(inputs), outputs: capturedOr(this.outputs) });
    if (this.parent_run_id === undefined && this.client.blocksOnRoot) await this.client.flush();
  }

  /** Hands a record of this run to its client; internal. */
  send(op: RunRecord['op'], payloads: Payloads): void {
    if (!this.tracingEnabled || factsOf(this).isRemote === true) return;
    guarded('record-run', () => {
      const whole = { ...payloads, attachments: this.#takeAttachments() };
      if (this.replicas === undefined || this.replicas.length === 0) {
        const { record, size } = recordRun(op, this, whole);
        this.client.enqueue(record, size);
        return;
      }
      for (const replica of this.replicas) {
        const client = clientFor(replica, this);
        const { record, size } = recordRun(op, this, whole, client);
        client.enqueue(inReplica(record, replica, this), size);
      }
    });
  }

  #takeAttachments(): Attachment[] | undefined {
    const { attachments } = this;
    if (attachments === undefined || attachments === this.#sentAttachments) return undefined;
    this.#sentAttachments = attachments;
    return copyAttachments(this.name, attachments);
  }

  /** Lets go of all that the run no longer needs once its end has been sent; internal. */
  release(): void {
    this.inputs = {};
    this.outputs = undefined;
    this.events = undefined;
    this.attachments = undefined;
    this.#sentAttachments = undefined;
    this.#parent = undefined;
  }

  /** Notes a moment inside the run. */
  addEvent(event: RunTreeEvent | string): void {
    const time = new Date(nowUs() / 1000).toISOString();
    const noted =
      typeof event === 'string' ? { name: 'event', time, message: event } : { ...event, time: event.time ?? time };
    (this.events ??= []).push(noted);
  }

  /** The create record of this run, as it would be sent. */
  toJSON(): RunRecord {
    return recordRun('create', this, { inputs: captureMap(this.inputs), outputs: capturedOr(this.outputs) }).record;
  }

  /**
   * The headers that continue this trace in another process.
   *
   * @param headers a `Headers` (or anything with get and set) to write them to as well; entries of
   *   other tracers in it stay.
   * @example
   * await fetch(url, { headers: getCurrentRunTree().toHeaders() });
   */
  toHeaders(headers?: {
    get?(name: string): string | null;
    set(name: string, value: string): void;
  }): Record<string, string> {
    const existing = guarded('read-headers', () => ({
      baggage: headers?.get?.('baggage') ?? '',
      tracestate: headers?.get?.('tracestate') ?? '',
    }));
    const written = writeHeaders(outgoing(this), Date.now(), existing);
    for (const [name, value] of Object.entries(written)) headers?.set(name, value);
    return written;
  }

  /**
   * The run that sent these headers, as a parent for runs here; undefined if they name none.
   *
   * @param inherit what the headers do not say: client, tags, metadata …; `trustBaggage` takes
   *   metadata and tags from the headers.
   * @example
   * const caller = RunTree.fromHeaders(request.headers);
   * if (caller) await withRunTree(caller, handle);
   */
  static fromHeaders(
    headers: HeadersLike,
    inherit: RunTreeConfig & { trustBaggage?: boolean } = {},
  ): RunTree | undefined {
    const { trustBaggage = false, ...config } = inherit;
    const remote = guarded('read-headers', () =>
      readHeaders(headers, { now: Date.now(), trustBaggage, otel: foreignContext() !== undefined }),
    );
    if (remote === undefined) return undefined;
    for (const { code, evidence } of remote.findings) report('info', code, JSON.stringify(evidence));
    return remote.parent === null ? undefined : remoteRun(remote, remote.parent, config);
  }

  /** The run at the end of a dotted order, as a parent for runs here; undefined if it cannot be read. */
  static fromDottedOrder(dottedOrder: string): RunTree | undefined {
    return RunTree.fromHeaders({ 'langsmith-trace': dottedOrder });
  }

  /** A new run below the run at which LangChain's config stands; a root if it stands at none. */
  static fromRunnableConfig(config: RunnableConfigLike, props: RunTreeConfig): RunTree {
    return new RunTree(props, place({ first: config, store: undefined }));
  }

  /** The client of all runs that were given none. */
  static getSharedClient(): Client {
    return sharedClient();
  }
}

/** Whether tracing is on may be said in the options; then the place is sought among recorded runs. */
function settlePlace(config: RunTreeConfig, placed: Placed): Placed {
  return config.tracingEnabled === true ? amongRecorded(placed) : placed;
}

/** A trace must not fall into two stores: the parent's client wins. */
function chooseClient(parent: ParentLike | null, given: unknown): Client {
  for (const client of [parent?.client, parent === null ? undefined : factsOf(parent).client, given])
    if (isClient(client)) return client;
  return sharedClient();
}

function remoteRun(context: RemoteContext, parent: RemoteParent, config: RunTreeConfig): RunTree {
  const { project, metadata, tags, sampled } = context;
  const run = new RunTree(
    {
      name: 'parent',
      ...(sampled === false ? { tracingEnabled: false } : {}),
      ...config,
      id: parent.run_id,
      trace_id: parent.trace_id,
      ...(project === undefined ? {} : { project_name: project }),
      ...(metadata === undefined ? {} : { metadata: { ...metadata, ...config.metadata } }),
      ...(tags === undefined ? {} : { tags: [...new Set([...(config.tags ?? []), ...tags])] }),
    },
    { kind: 'headers', parent: null, isTraced: undefined, uses: 'nothing' },
  );
  run.dotted_order = parent.dotted_order ?? '';
  setFacts(run, remoteFacts(context, parent, run.client));
  return run;
}

function capturedOr(payload: KVMap | undefined): Captured | undefined {
  return payload === undefined ? undefined : captureMap(payload);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
