/**
 * The context where there is no AsyncLocalStorage (browsers): right for as long as the call stack
 * lasts. After an `await` nothing is current, because to guess could mix two requests.
 */
import type { ContextRuntime, ContextStorage } from './context-types.js';

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

export const runtime: ContextRuntime = {
  isAsync: false,
  makeStorage: () => new StackStorage(),
  anchor: globalThis,
  outside: (work) => work(),
  machine: () => ({}),
  openAbove: () => 0,
  tellOpen: () => {},
  carrier: () => undefined,
  watchListeners: () => {},
};
