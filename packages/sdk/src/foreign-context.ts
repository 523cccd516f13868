/**
 * The seam for another tracing system whose spans stand between our runs. `tracenest/otel` takes
 * this place; without it nothing here does anything, and nothing of that system is loaded.
 */
import { runtime } from '#context';
import type { ParentLike } from './run-like.js';

/** What the other system can say and do. */
export interface ForeignContext {
  /** Its span as a parent, where that is nearer to what runs now than the current run is. */
  nearest(store: unknown): ParentLike | undefined;
  /** Calls `work`, inside of which its spans go below `store`. */
  enter<R>(store: unknown, work: () => R): R;
  /** Calls `work`, of which it records nothing: our own requests must not become spans. */
  quiet<R>(work: () => R): R;
}

/** All copies of the SDK see the same; with the version of the shape. */
const KEY = Symbol.for('tracenest.foreign-context.1');
const anchor = runtime.anchor as { [KEY]?: ForeignContext | undefined };

export function foreignContext(): ForeignContext | undefined {
  return anchor[KEY];
}

/** Takes the place; undefined leaves it. */
export function setForeignContext(foreign: ForeignContext | undefined): void {
  anchor[KEY] = foreign;
}
