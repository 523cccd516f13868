/** The async context of Node.js, Deno, Bun and Workers: AsyncLocalStorage. */
import { AsyncLocalStorage, executionAsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import type { Carrier, ContextRuntime } from './context-types.js';
import { watchEmitter } from './listeners.js';

/** Taken while the module loads: the context of nobody. */
const snapshot = AsyncLocalStorage.snapshot();

export const runtime: ContextRuntime = {
  isAsync: true,
  makeStorage: () => new AsyncLocalStorage<unknown>(),
  // Realms (vm, Jest) have a globalThis of their own but get the same core class.
  anchor: AsyncLocalStorage,
  outside: (work) => snapshot(work),
  machine: () => ({ host: hostname(), pid: process.pid, thread: threadId }),
  carrier,
  watchListeners: (remember) => watchEmitter(EventEmitter.prototype, remember),
};

/** Handles of Node's core by the name of their class. */
const SOCKETS: ReadonlySet<unknown> = new Set(['TCP', 'Pipe', 'TLSWrap', 'UDP']);

/** Node says which resource has called; in the continuation of an async function it says a promise. */
function carrier(): Carrier | undefined {
  const resource = executionAsyncResource() as { _repeat?: unknown };
  const { name } = resource.constructor;
  if (name === 'Timeout') return typeof resource._repeat === 'number' ? 'interval' : undefined;
  return SOCKETS.has(name) ? 'socket' : undefined;
}
