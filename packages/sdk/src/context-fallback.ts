/**
 * The context outside of Node.js, Deno and Bun, without a module of theirs. Edge runtimes offer
 * AsyncLocalStorage without an import: then the context is whole. Browsers do not: there the current run is right
 * for as long as the call stack lasts, and after an `await` nothing is current, because to guess
 * could mix two requests.
 */
import type { ContextRuntime, ContextStorage } from './context-types.js';
import { watchIntervals } from './intervals.js';

interface AsyncStorageClass {
  new (): ContextStorage;
  snapshot?(): <R>(work: () => R) => R;
}

interface Globals {
  AsyncLocalStorage?: AsyncStorageClass;
  process?: { getBuiltinModule?: (name: string) => { AsyncLocalStorage?: AsyncStorageClass } | undefined };
}

class StackStorage implements ContextStorage {
  #store: unknown;

  getStore(): unknown {
    return this.#store;
  }

  run<R>(store: unknown, work: () => R): R {
    const before = this.#store;
    this.#store = store;
    try {
      return work();
    } finally {
      this.#store = before;
    }
  }
}

const AsyncStorage = findAsyncStorage();
/** Taken while the module loads: the context of nobody. */
const snapshot = AsyncStorage?.snapshot?.();

export const runtime: ContextRuntime = {
  isAsync: AsyncStorage !== undefined,
  makeStorage: () => (AsyncStorage === undefined ? new StackStorage() : new AsyncStorage()),
  // Realms have a globalThis of their own but get the same core class.
  anchor: AsyncStorage ?? globalThis,
  outside: (work) => (snapshot === undefined ? work() : snapshot(work)),
  machine: () => ({}),
  openAbove: () => 0,
  tellOpen: () => {},
  isServing: () => false,
  openSpool: () => undefined,
  sendAtEnd: undefined,
  carrier: () => undefined,
  watchCallers(_, aroundInterval) {
    // Without an async context an interval keeps none.
    if (AsyncStorage !== undefined) watchIntervals(aroundInterval);
  },
  loaded: () => [],
};

/** Vercel's edge has it as a global, Cloudflare's Workers (`nodejs_compat`) give it by name. */
function findAsyncStorage(): AsyncStorageClass | undefined {
  const { AsyncLocalStorage, process } = globalThis as unknown as Globals;
  try {
    return AsyncLocalStorage ?? process?.getBuiltinModule?.('node:async_hooks')?.AsyncLocalStorage;
  } catch {
    // A runtime that does not have it may say so by throwing.
    return undefined;
  }
}
