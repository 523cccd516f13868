/** The async context of Node.js, Deno, Bun and Workers: AsyncLocalStorage. */
import { AsyncLocalStorage, executionAsyncResource } from 'node:async_hooks';
import { EventEmitter, getEventListeners } from 'node:events';
import Module from 'node:module';
import { hostname } from 'node:os';
import { getEnvironmentData, setEnvironmentData, threadId } from 'node:worker_threads';
import type { Carrier, ContextRuntime } from './context-types.js';
import { watchTargets } from './event-targets.js';
import { watchIntervals } from './intervals.js';
import { sendAtEnd } from './last-words-node.js';
import { openSpool } from './spool-node.js';
import { watchEmitter } from './listeners.js';

/** Bun and Deno have these modules too; what differs is asked by this. */
const isNode = process.versions['bun'] === undefined && process.versions['deno'] === undefined;

/** Taken while the module loads: the context of nobody. */
const snapshot = AsyncLocalStorage.snapshot();

export const runtime: ContextRuntime = {
  isAsync: true,
  makeStorage: () => new AsyncLocalStorage<unknown>(),
  // Realms (vm, Jest) have a globalThis of their own but get the same core class.
  anchor: AsyncLocalStorage,
  outside: (work) => snapshot(work),
  machine: () => ({ host: hostname(), pid: process.pid, thread: threadId }),
  openAbove: () => above?.[0] ?? 0,
  tellOpen: (count) => void (told[0] = count),
  isServing: () => process.getActiveResourcesInfo().includes('TCPServerWrap'),
  openSpool,
  sendAtEnd: isNode ? sendAtEnd : undefined,
  carrier,
  watchCallers(remember, aroundInterval) {
    watchEmitter(EventEmitter.prototype, remember);
    watchTargets(EventTarget.prototype, remember, getEventListeners);
    watchIntervals(aroundInterval);
  },
  loaded,
};

/** Threads get a copy of their starter's environment data; memory in it is shared. */
const OPEN_KEY = 'tracenest.open.1';
const above = threadId === 0 ? undefined : asCount(getEnvironmentData(OPEN_KEY));
const told = ownCount();

/** All copies of the SDK in this thread tell by the same memory. */
function ownCount(): Int32Array {
  const known = asCount(getEnvironmentData(OPEN_KEY));
  if (known !== undefined && known !== above) return known;
  const count = new Int32Array(new SharedArrayBuffer(4));
  setEnvironmentData(OPEN_KEY, count);
  return count;
}

function asCount(data: unknown): Int32Array | undefined {
  return data instanceof Int32Array ? data : undefined;
}

/** Handles of Node's core by the name of their class. */
const SOCKETS: ReadonlySet<unknown> = new Set(['TCP', 'Pipe', 'TLSWrap', 'UDP']);

/** Node says which resource has called; in the continuation of an async function it says none of these. */
function carrier(): Carrier | undefined {
  // Bun and Deno have the function that says which resource has called; its answer says nothing.
  if (!isNode) return undefined;
  const resource = executionAsyncResource() as { _repeat?: unknown };
  const { name } = resource.constructor;
  if (name === 'Timeout') return typeof resource._repeat === 'number' ? 'interval' : undefined;
  return SOCKETS.has(name) ? 'socket' : undefined;
}

/** Modules of CommonJS, which are most of those that others import too, are found where Node keeps them. */
function loaded(name: string): unknown[] {
  const { _cache: cache = {} } = Module as unknown as { _cache?: Record<string, { exports?: unknown } | undefined> };
  const main = new RegExp(String.raw`[/\\]node_modules[/\\]${name}[/\\](?:\w+[/\\])?index\.c?js$`);
  return Object.keys(cache).flatMap((path) => (main.test(path) ? [cache[path]?.exports] : []));
}
