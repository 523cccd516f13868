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
import { isTracingOn, projectName } from './config.js';
import { current } from './context.js';
import { uuid7 as uuid7At } from './wire/ids.js';
import { timeToMs } from './wire/time.js';

export {
  getCurrentRunTree,
  isTraceableFunction,
  NoCurrentRunError,
  traceable,
  withRunTree,
  type AnyFunction,
  type ArgsConfigPath,
  type ProcessInputs,
  type ProcessOutputs,
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
export { injectInto, type Injection } from './propagation-out.js';
export { continueTrace, tracingMiddleware, type MiddlewareOptions, type TracingMiddleware } from './propagation-in.js';
export type { AttachmentData, AttachmentDescription, Attachments } from './attachments.js';
export { createAnonymizer } from './anonymizer.js';
export { Client, type Anonymizer, type ClientConfig, type FlushOptions, type Hide } from './client.js';
export { overrideFetchImplementation } from './client-config.js';
export { RequestError, type ListRunsParams } from './reads.js';
export type { LangSmithTracingClientInterface } from './official-run.js';
export type { Replica, WriteReplica } from './replicas.js';
export { computeRunIdForSecondaryReplica } from './replica-ids.js';
export type { AgentAddress, Run } from './public-schemas.js';
export { HttpExporter, MemoryExporter, type Exporter, type HttpExporterOptions } from './exporter.js';
export type { RetryPolicy, Sent } from './transport.js';
export type { QueueLimits } from './queue.js';

/**
 * Sends all that was recorded until now, by the shared client: that of all runs that were given
 * none. Never rejects.
 *
 * @param options `timeoutMs`: give up waiting after this long, default 10 000.
 * @returns whether all went in time; what did not is sent later all the same.
 * @example
 * await flush(); // before a serverless function returns
 */
export function flush(options?: FlushOptions): Promise<boolean> {
  return sharedClient().flush(options);
}

/**
 * Sends what is left, for the end of the program; what does not go in time is not tried again.
 * Not needed where a program ends because it has nothing left to do. Never rejects.
 *
 * @param options `timeoutMs`: give up waiting after this long, default 10 000.
 * @returns whether all went in time.
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

/**
 * A new run id for a time that is given.
 *
 * @param timestamp milliseconds since 1970, or ISO 8601.
 */
export function uuid7FromTime(timestamp: number | string): string {
  return uuid7At(typeof timestamp === 'number' ? timestamp : timeToMs(timestamp));
}

/** Whether a run that begins here is recorded: by what the program says around it, else by the environment. */
export function isTracingEnabled(): boolean {
  const store = current() as { tracingEnabled?: boolean } | undefined;
  return store?.tracingEnabled ?? isTracingOn();
}

/** What runs are filed under where nothing else is said: the environment's PROJECT, else `default`. */
export function getDefaultProjectName(): string {
  return projectName();
}
