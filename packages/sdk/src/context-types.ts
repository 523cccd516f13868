/** What a runtime must offer so that a run can be current; `#context` picks who offers it. */

/** Where the current run is kept. The official package and LangChain.js use the same object. */
export interface ContextStorage {
  getStore(): unknown;
  run<R>(store: unknown, work: () => R): R;
}

/** Which machine and thread this is, as far as the runtime says. */
export interface Machine {
  host?: string;
  pid?: number;
  thread?: number;
}

/** The exports of `context-node.ts` and `context-fallback.ts`. */
export interface ContextRuntime {
  /** False: after an `await` the current run is not known. */
  isAsync: boolean;
  makeStorage(): ContextStorage;
  /** An object that all copies of the SDK and all realms of the process see. */
  anchor: object;
  /** Runs work of our own outside of every run and of every other library's context. */
  outside<R>(work: () => R): R;
  machine(): Machine;
}
