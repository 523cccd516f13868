/** What a client can be told, and what of it becomes which setting of its parts. */
import type { Config } from './config.js';
import { HttpExporter, type Exporter } from './exporter.js';
import { QUEUE_LIMITS, type QueueLimits } from './queue.js';
import type { Anonymizer, Hide } from './redaction.js';
import type { RetryPolicy } from './transport.js';

/** What a client can be told. For what is left out the environment decides, and then the default. */
export interface ClientConfig {
  /** Where runs are sent. Default: the environment's ENDPOINT, else `http://localhost:1984`. */
  apiUrl?: string;
  /** Default: the environment's API_KEY, else none is sent. */
  apiKey?: string;
  /** Default: the environment's WORKSPACE_ID, else none is sent. */
  workspaceId?: string;
  /** Where people look at runs, for `getRunUrl`. Default: apiUrl. */
  webUrl?: string;
  /** Default: whether the environment's HIDE_INPUTS is `true`. */
  hideInputs?: Hide;
  /** Default: whether the environment's HIDE_OUTPUTS is `true`. */
  hideOutputs?: Hide;
  hideMetadata?: Hide;
  /** Masks inputs, outputs and metadata that are not hidden, and errors; see `createAnonymizer`. */
  anonymizer?: Anonymizer;
  /** The part of all traces that is recorded, 0 to 1. Default 1. */
  tracingSamplingRate?: number;
  /** Leaves out which SDK and which runtime recorded a run. Default false. */
  omitTracedRuntimeInfo?: boolean;
  /** Whether records wait for others, for up to 50 ms. Default true. */
  autoBatchTracing?: boolean;
  /** Runs in one request. Default 100. */
  batchSizeLimit?: number;
  /** Bytes in one request, about. Default 4 MiB. */
  batchSizeBytesLimit?: number;
  /** Bytes that wait to be sent; what does not fit is dropped and counted. Default 64 MiB. */
  maxIngestMemoryBytes?: number;
  /** Requests at the same time. Default 4. */
  traceBatchConcurrency?: number;
  /** `patchRun()` of a root waits until all has been sent. Default: whether TRACING_BACKGROUND is `false`. */
  blockOnRootRunFinalization?: boolean;
  /** Sends by `flush()`, and at the end of the program, only. Default false. */
  manualFlushMode?: boolean;
  /** For one request, in milliseconds. Default 30 000. */
  timeout_ms?: number;
  /** Default: the runtime's `fetch`. */
  fetchImplementation?: typeof fetch;
  /** For all requests; method, body and signal stay ours. */
  fetchOptions?: RequestInit;
  /** For all requests, beneath our own. */
  headers?: Record<string, string>;
  /** Where batches go instead of over HTTP. */
  exporter?: Exporter;
  /** What may wait to be sent; wins over the limits above. */
  queue?: Partial<QueueLimits>;
  /** When what could not be sent is tried again. */
  retry?: RetryPolicy;
  /** How often a server that asks for it hears that this process is alive while runs are open. Default 10 000. */
  heartbeatMs?: number;
}

/** How far a client's queue reaches. */
export function queueLimits(options: ClientConfig): QueueLimits {
  const { autoBatchTracing, batchSizeLimit, batchSizeBytesLimit, maxIngestMemoryBytes, queue } = options;
  return {
    ...QUEUE_LIMITS,
    ...(autoBatchTracing === false ? { batchRecords: 1 } : {}),
    ...(batchSizeLimit === undefined ? {} : { batchRecords: batchSizeLimit }),
    ...(batchSizeBytesLimit === undefined ? {} : { batchBytes: batchSizeBytesLimit }),
    ...(maxIngestMemoryBytes === undefined ? {} : { bytes: maxIngestMemoryBytes }),
    ...queue,
  };
}

/** A server, and as whom it is asked. */
export interface Endpoint {
  url: string;
  apiKey: string | undefined;
  workspaceId: string | undefined;
  /** The program's own; ours win. */
  headers: Record<string, string>;
  fetch: typeof fetch;
  /** Whether requests could as well go without `fetch`: the program has not put anything in its place. */
  isPlain: () => boolean;
}

/** The server of a client; an empty key is none. */
export function endpointOf(options: ClientConfig, config: Config): Endpoint {
  const apiKey = options.apiKey ?? config.apiKey;
  return {
    url: options.apiUrl?.replace(/\/+$/, '') ?? config.endpoint,
    apiKey: apiKey === '' ? undefined : apiKey,
    workspaceId: options.workspaceId ?? config.workspaceId,
    headers: options.headers ?? {},
    fetch: fetchWith(options.fetchImplementation ?? overriddenFetch, options.fetchOptions),
    isPlain: () =>
      options.fetchImplementation === undefined && options.fetchOptions === undefined && globalFetch === undefined,
  };
}

/** The exporter of a client that sends over HTTP. */
export function httpExporter({ url, ...endpoint }: Endpoint, { timeout_ms, retry }: ClientConfig): Exporter {
  return new HttpExporter({
    endpoint: url,
    ...endpoint,
    ...(timeout_ms === undefined ? {} : { timeoutMs: timeout_ms }),
    ...(retry === undefined ? {} : { retry }),
  });
}

let globalFetch: typeof fetch | undefined;

/**
 * Sends everything by this function instead of `fetch`, also of clients that exist already, if they
 * were given none of their own.
 */
export function overrideFetchImplementation(fetchFunction: typeof fetch): void {
  globalFetch = fetchFunction;
}

/** Looked up at each call: the program may replace the global one. */
function overriddenFetch(...args: Parameters<typeof fetch>): Promise<Response> {
  return (globalFetch ?? fetch)(...args);
}

function fetchWith(send: typeof fetch, options: RequestInit | undefined): typeof fetch {
  if (options === undefined) return send;
  return (url, init) => {
    const headers = new Headers(options.headers);
    new Headers(init?.headers).forEach((value, name) => headers.set(name, value));
    return send(url, { ...options, ...init, headers });
  };
}
