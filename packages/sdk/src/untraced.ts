/** A generator, stream or thenable of a function that is not traced: what it does later is not either, whoever reads it. */
import { within } from './context.js';
import type { Watcher } from './watcher.js';

/** Hears nothing; keeps the body where nothing is traced. */
export class UntracedBody implements Watcher {
  readonly #store: unknown;

  constructor(store: unknown) {
    this.#store = store;
  }

  enter<R>(work: () => R): R {
    return within(this.#store, work);
  }

  isInside(store: unknown): boolean {
    return store === this.#store;
  }

  value(): void {}
  failed(): void {}
  chunk(): void {}
  closed(): void {}
  left(): void {}
  waits(): void {}
}
