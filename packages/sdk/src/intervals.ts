/**
 * Intervals keep the context of the run that made them for ever, and so does all that they start:
 * what that is worth must be decided where they call, for after an `await` nobody can tell.
 */
import type { Listener } from './context-types.js';

type SetInterval = (this: unknown, handler: unknown, ...rest: unknown[]) => unknown;

/** `setInterval` is watched once. */
const WATCHED = Symbol.for('tracenest.intervals.2');

const shared = globalThis as { [WATCHED]?: boolean; setInterval?: SetInterval };

/**
 * The program's `setInterval` gives and takes what it did.
 *
 * @param around from now on calls what an interval calls.
 */
export function watchIntervals(around: (call: () => unknown) => unknown): void {
  const original = shared.setInterval;
  if (shared[WATCHED] !== undefined || original === undefined) return;
  const watching: SetInterval = function setInterval(handler, ...rest) {
    const watched = typeof handler === 'function' ? calledBy(around, handler as Listener) : handler;
    return Reflect.apply(original, this, [watched, ...rest]);
  };
  // `util.promisify` finds its own form there.
  Object.defineProperties(watching, Object.getOwnPropertyDescriptors(original));
  Object.defineProperty(shared, WATCHED, { value: true });
  // Not by what it was before: in Deno that is a pair of accessors.
  const enumerable = Object.prototype.propertyIsEnumerable.call(shared, 'setInterval');
  Object.defineProperty(shared, 'setInterval', { value: watching, writable: true, configurable: true, enumerable });
}

function calledBy(around: (call: () => unknown) => unknown, handler: Listener): Listener {
  return function (this: unknown, ...args) {
    return around(() => handler.apply(this, args));
  };
}
