/** Where batches of records go. The HTTP one knows the format; the other keeps them in memory. */
import { outside } from './context.js';
import { report } from './diag.js';
import {
  postTo,
  RefusedError,
  withRetry,
  withTimeout,
  type Payload,
  type RetryPolicy,
  type Send,
  type Sent,
} from './transport.js';
import { encodeBatch, encodeJsonBatch, type EncodedBatch } from './wire/encode.js';
import type { LastRequest } from './context-types.js';
import type { ProcessBeat, ServerInfo } from './wire/api.js';
import type { RunRecord } from './wire/record.js';

export interface Exporter {
  /** Sends a batch; never rejects. An abort makes the attempt under way the last. */
  export(batch: readonly RunRecord[], signal?: AbortSignal): Promise<Sent>;
  /** Something will have to be sent soon: asks beforehand what must be known for it; never throws. */
  prepare?(): void;
  /** Takes a record at once, so that it waits in no queue; its size is about `bytes`. */
  take?(record: RunRecord, bytes: number): void;
  /** Says that this process is alive, or how it ended, where anybody wants to know; never rejects. */
  beat?(beat: ProcessBeat): Promise<void>;
  /** The same as requests, for a moment at which nothing can be awaited; undefined where the program has a fetch of its own. */
  asRequests?(batches: readonly (readonly RunRecord[])[], beat?: ProcessBeat): LastRequest[] | undefined;
  /** Names whom records go to: what a process leaves behind is sent by the next one that sends to the same. */
  readonly destination?: string;
}

export interface HttpExporterOptions {
  endpoint: string;
  apiKey?: string | undefined;
  workspaceId?: string | undefined;
  /** For all requests, beneath our own. */
  headers?: Record<string, string>;
  /** For one attempt. Default 30 s: the server answers when the runs are on its disk. */
  timeoutMs?: number;
  fetch?: typeof fetch;
  /** Whether `fetch` does nothing that a plain request would not. Default: whether none is given. */
  isPlain?: () => boolean;
  retry?: RetryPolicy;
}

const TIMEOUT_MS = 30_000;
const INFO_TIMEOUT_MS = 2000;
/** Below this, compressing costs more than it saves. */
const COMPRESS_FROM_BYTES = 1024;

/** Sends as `POST /runs/multipart`, which Tracenest and LangSmith both take, or as JSON where a server has no such thing. */
export class HttpExporter implements Exporter {
  readonly #endpoint: string;
  readonly #headers: Record<string, string>;
  readonly #fetch: typeof fetch;
  readonly #isPlain: () => boolean;
  readonly #send: Record<'multipart' | 'batch', Send>;
  readonly destination: string;
  /** Undefined until the server has said what it takes; asked again after a failure. */
  #info: Promise<ServerInfo | undefined> | undefined;
  /** The last answer of it. */
  #known: ServerInfo = {};

  constructor(options: HttpExporterOptions) {
    const {
      endpoint,
      apiKey,
      workspaceId,
      headers,
      timeoutMs = TIMEOUT_MS,
      fetch: fetchFunction = fetch,
      retry,
    } = options;
    this.#endpoint = endpoint;
    // A browser's own refuses to be called as the method of another object.
    this.#fetch = (input, init) => fetchFunction(input, init);
    this.#isPlain = options.isPlain ?? (() => options.fetch === undefined);
    this.destination = [endpoint, workspaceId, apiKey].join('\n');
    this.#headers = {
      ...headers,
      ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
      ...(workspaceId === undefined ? {} : { 'x-tenant-id': workspaceId }),
    };
    const sendTo = (path: string): Send =>
      withRetry(withTimeout(postTo(endpoint + path, fetchFunction), timeoutMs), retry);
    this.#send = { multipart: sendTo('/runs/multipart'), batch: sendTo('/runs/batch') };
  }

  prepare(): void {
    void this.#server();
  }

  async export(batch: readonly RunRecord[], signal?: AbortSignal): Promise<Sent> {
    try {
      const { batch_ingest_config: limits } = await this.#server();
      if (limits?.use_multipart_endpoint === false) return await this.#exportJson(batch, signal);
      const sent = await this.#deliver('multipart', encodeBatch(batch), signal);
      const isUnknown = sent.status === 'drop' && sent.error instanceof RefusedError && sent.error.isUnknownPath;
      return isUnknown ? await this.#exportJson(batch, signal) : sent;
    } catch (error) {
      return { status: 'drop', error: error instanceof Error ? error : new TypeError(String(error)) };
    }
  }

  #exportJson(batch: readonly RunRecord[], signal: AbortSignal | undefined): Promise<Sent> {
    if (batch.some(({ attachments }) => attachments !== undefined))
      report('warn', 'attachments', 'the server takes no multipart: attachments are not sent.', 'Update the server.');
    return this.#deliver('batch', encodeJsonBatch(batch), signal);
  }

  async #deliver(
    as: 'multipart' | 'batch',
    { body, contentType }: EncodedBatch,
    signal: AbortSignal | undefined,
  ): Promise<Sent> {
    const payload: Payload = { body, headers: { ...this.#headers, 'content-type': contentType } };
    const isWorthIt = body.length >= COMPRESS_FROM_BYTES && typeof CompressionStream === 'function';
    if (isWorthIt && (await this.#server()).instance_flags?.gzip_body_enabled === true) {
      payload.body = await gzip(body);
      payload.headers['content-encoding'] = 'gzip';
    }
    return await this.#send[as](payload, signal);
  }

  asRequests(batches: readonly (readonly RunRecord[])[], beat?: ProcessBeat): LastRequest[] | undefined {
    if (!this.#isPlain()) return undefined;
    const { batch_ingest_config: limits, instance_flags: flags } = this.#known;
    const takesMultipart = limits?.use_multipart_endpoint !== false;
    const requests = batches.map((batch) => {
      const { body, contentType } = takesMultipart ? encodeBatch(batch) : encodeJsonBatch(batch);
      const headers = { ...this.#headers, 'content-type': contentType };
      return { url: `${this.#endpoint}${takesMultipart ? '/runs/multipart' : '/runs/batch'}`, headers, body };
    });
    if (beat === undefined || flags?.process_heartbeats_enabled !== true) return requests;
    return [...requests, this.#beatRequest(beat)];
  }

  #beatRequest(beat: ProcessBeat): LastRequest {
    const headers = { ...this.#headers, 'content-type': 'application/json' };
    const url = `${appOrigin(this.#endpoint)}/api/app/processes`;
    return { url, headers, body: new TextEncoder().encode(JSON.stringify(beat)) };
  }

  async beat(beat: ProcessBeat): Promise<void> {
    try {
      if ((await this.#server()).instance_flags?.process_heartbeats_enabled !== true) return;
      const { url, headers, body } = this.#beatRequest(beat);
      const signal = AbortSignal.timeout(INFO_TIMEOUT_MS);
      const response = await outside(() => this.#fetch(url, { method: 'POST', headers, body, signal }));
      await response.arrayBuffer();
    } catch {
      // The next one tells the same.
    }
  }

  /** What the server says of itself; nothing if it does not answer, and then it is asked again. */
  async #server(): Promise<ServerInfo> {
    this.#info ??= this.#askInfo();
    const info = await this.#info;
    if (info === undefined) this.#info = undefined;
    this.#known = info ?? {};
    return this.#known;
  }

  async #askInfo(): Promise<ServerInfo | undefined> {
    try {
      const options = { headers: this.#headers, signal: AbortSignal.timeout(INFO_TIMEOUT_MS) };
      const response = await outside(() => this.#fetch(`${this.#endpoint}/info`, options));
      const info = (await response.json()) as ServerInfo | null;
      return response.ok ? (info ?? {}) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Programs put the prefix of LangSmith's API into their endpoint, or leave it out; ours has its own. */
function appOrigin(endpoint: string): string {
  return endpoint.replace(/\/api(\/v1)?$/, '');
}

/** Keeps what it gets: for tests of programs that trace. */
export class MemoryExporter implements Exporter {
  readonly records: RunRecord[] = [];

  export(batch: readonly RunRecord[]): Promise<Sent> {
    this.records.push(...batch);
    return Promise.resolve({ status: 'ok' });
  }
}

async function gzip(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
