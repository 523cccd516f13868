/**
 * Tracenest's tracing SDK. Off unless TRACENEST_TRACING or LANGSMITH_TRACING is `true`; sends to
 * TRACENEST_ENDPOINT, else LANGSMITH_ENDPOINT, else http://localhost:1984.
 *
 * @example
 * import { traceable } from 'tracenest';
 * const greet = traceable((name: string) => `Hello ${name}`, { name: 'greet' });
 * greet('Ada');
 */
import { sharedClient, type FlushOptions } from './client.js';
import { projectName } from './config.js';
import { uuid7 as uuid7At } from './wire/ids.js';

export {
  getCurrentRunTree,
  isTraceableFunction,
  NoCurrentRunError,
  traceable,
  withRunTree,
  type AnyFunction,
  type TraceableConfig,
  type TraceableFunction,
} from './traceable.js';
export { RunTree, type KVMap, type RunTreeConfig, type RunTreeEvent } from './run-tree.js';
export { ROOT, type RunTreeLike } from './run-like.js';
export { bind, detach } from './bind.js';
export { tracingContext, type TracingContext } from './tracing-context.js';
export type { CallOptions } from './call-options.js';
export { startRun, type RunHandle, type StartedRun, type StartRunOptions } from './start-run.js';
export type { GivenParent } from './given-parent.js';
export type { RunnableConfigLike } from './runnable-config.js';
export type { HeadersLike } from './propagation.js';
export { createAnonymizer } from './anonymizer.js';
export { Client, type Anonymizer, type ClientConfig, type FlushOptions, type Hide } from './client.js';
export { HttpExporter, MemoryExporter, type Exporter, type HttpExporterOptions } from './exporter.js';
export type { RetryPolicy, Sent } from './transport.js';
export type { QueueLimits } from './queue.js';

/**
 * Sends all that was recorded until now; false if it did not go in time.
 *
 * @example
 * await flush(); // before a serverless function returns
 */
export function flush(options?: FlushOptions): Promise<boolean> {
  return sharedClient().flush(options);
}

/**
 * Sends what is left, for the end of the program; false if it did not go in time.
 *
 * @example
 * process.once('SIGTERM', () => void shutdown().then(() => process.exit()));
 */
export function shutdown(options?: FlushOptions): Promise<boolean> {
  return sharedClient().shutdown(options);
}

/**
 * A new run id: a UUID version 7.
 *
 * @param ms milliseconds since 1970; default now.
 */
export function uuid7(ms: number = Date.now()): string {
  return uuid7At(ms);
}

/** What runs are filed under where nothing else is said: the environment's PROJECT, else `default`. */
export function getDefaultProjectName(): string {
  return projectName();
}
