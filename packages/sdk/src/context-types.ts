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

/** What keeps the context in which it was created for all that it calls, however long it lives. */
export type Carrier = 'interval' | 'socket';

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
  /** How many runs are open in the thread that started this one; 0 where there is none, or it does not trace. */
  openAbove(): number;
  /** Tells the threads started from here how many runs are open. */
  tellOpen(count: number): void;
  /** Whether this process listens for connections: what it does then, it does for others. */
  isServing(): boolean;
  /** Undefined: there is no disk, or it must not be used. */
  openSpool(): Spool | undefined;
  /**
   * Sends while the process ends, and waits for the answers; undefined where nothing can be sent then.
   *
   * @returns the HTTP status of each; 0 or less for what had no answer within `forMs`.
   */
  sendAtEnd: ((requests: readonly LastRequest[], forMs: number) => number[]) | undefined;
  /** What has called the program, as far as the call stack lasts. */
  carrier(): Carrier | undefined;
  /**
   * Lays `remember` around each listener that is added to an EventEmitter, if there are such, and
   * `aroundInterval` around each call of an interval, where it would come in somebody's context.
   */
  watchCallers(remember: Remember, aroundInterval: (call: () => unknown) => unknown): void;
  /** What the modules of this name export that the program has loaded so far, as far as the runtime tells. */
  loaded(name: string): unknown[];
}

/** A POST. */
export interface LastRequest {
  url: string;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
}

/** Keeps text over the end of the process. */
export interface Spool {
  /**
   * Keeps `text` at once.
   *
   * @param to for whom it is; only who takes for the same gets it.
   * @returns where it is; undefined if there is no room or no safe place.
   */
  keep(to: string, name: string, text: string): string | undefined;
  /** Takes what is kept, so that no other process does. */
  take(to: string): Promise<KeptText[]>;
}

export interface KeptText {
  text: string;
  sent(): Promise<void>;
  putBack(): Promise<void>;
}

export type Listener = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Gives what is to be added in a listener's place; the listener itself where there is nothing to remember.
 *
 * @param isOnce it is called once at most: an answer to who has added it.
 */
export type Remember = (listener: Listener, emitter: object, isOnce: boolean) => Listener;
