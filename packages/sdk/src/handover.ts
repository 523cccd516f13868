/**
 * How the current run became current, as far as the call stack lasts: handed over by a bound
 * function, by a listener that remembers where it was added, or as a handle. After an `await` it
 * is simply the current run.
 */
import { current, within } from './context.js';

export type How = 'bound' | 'listener' | 'handle';

export interface Handover {
  how: How;
  /** What was made current. */
  store: unknown;
  /** What was current before. */
  from: unknown;
}

let latest: Handover | undefined;

/** Calls `work` with `store` as what is current. */
export function handOver<R>(how: How, store: unknown, work: () => R): R {
  const before = latest;
  latest = { how, store, from: current() };
  try {
    return within(store, work);
  } finally {
    latest = before;
  }
}

/** How `store`, which is current, became so; undefined: in no special way, or an `await` ago. */
export function handoverOf(store: unknown): Handover | undefined {
  return latest?.store === store ? latest : undefined;
}
