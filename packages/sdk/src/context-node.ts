/** The async context of Node.js, Deno, Bun and Workers: AsyncLocalStorage. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import type { ContextRuntime } from './context-types.js';

/** Taken while the module loads: the context of nobody. */
const snapshot = AsyncLocalStorage.snapshot();

export const runtime: ContextRuntime = {
  isAsync: true,
  makeStorage: () => new AsyncLocalStorage<unknown>(),
  // Realms (vm, Jest) have a globalThis of their own but get the same core class.
  anchor: AsyncLocalStorage,
  outside: (work) => snapshot(work),
  machine: () => ({ host: hostname(), pid: process.pid, thread: threadId }),
};
