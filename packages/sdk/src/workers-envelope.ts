/**
 * A task on its way to another thread: what the program sent, and beside it the run that sent it.
 * The other side takes the one from the other, so that the program sees only its own.
 */
import type { MessagePort } from 'node:worker_threads';
import { isObject } from './wire/json.js';

/** With the version of the shape. A plain object: it goes through a structured clone, and through JSON. */
const KEY = 'tracenest.task.1';

export interface Envelope {
  /** The run that sent it. */
  headers: Record<string, string>;
  /** Where the runs of the task are reported; absent: they are sent by the worker itself. */
  port?: MessagePort;
  /** The worker may be ended with the task: its runs are sent before the answer. */
  isLast?: boolean;
}

/** The task with what is to be known of its sender. */
export function seal(envelope: Envelope, value: unknown): object {
  return { [KEY]: envelope, value };
}

/** What was sealed; undefined: this is no envelope. */
export function unseal(sealed: unknown): { envelope: Envelope; value: unknown } | undefined {
  if (!isObject(sealed) || !Object.hasOwn(sealed, KEY) || Object.keys(sealed).length > 2) return undefined;
  const { [KEY]: envelope, value } = sealed as { [KEY]: unknown; value?: unknown };
  return isObject(envelope) && isObject(envelope['headers'])
    ? { envelope: envelope as unknown as Envelope, value }
    : undefined;
}
