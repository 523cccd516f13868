/** The entry `tracenest/run_trees`: runs, and what LangChain.js's tracer imports beside them. */
import { isRunTreeLike, type RunTreeLike } from './run-like.js';
import { formatSegment } from './wire/dotted-order.js';
import { formatUs } from './wire/time.js';

export { isRunnableConfigLike, type RunnableConfigLike } from './runnable-config.js';
export type { Replica, WriteReplica } from './replicas.js';
export type { RunTreeEvent as RunEvent } from './run-tree.js';
export { RunTree, type KVMap, type RunTreeConfig, type RunTreeEvent } from './run-tree.js';

/** Whether a value is a run, of this package or the official one. */
export function isRunTree(value: unknown): value is RunTreeLike {
  return isRunTreeLike(value);
}

/**
 * A segment of a dotted order, as LangChain's tracer makes it.
 *
 * @param epoch milliseconds since 1970.
 * @param executionOrder tells apart what began in one millisecond: becomes the microseconds. Default 1.
 */
export function convertToDottedOrderFormat(
  epoch: number,
  runId: string,
  executionOrder = 1,
): { dottedOrder: string; microsecondPrecisionDatestring: string } {
  const us = Math.floor(epoch) * 1000 + Math.min(999, Math.max(0, Math.trunc(executionOrder)));
  return { dottedOrder: formatSegment(us, runId), microsecondPrecisionDatestring: formatUs(us) };
}
