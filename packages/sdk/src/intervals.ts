/**
 * Intervals, where the runtime does not say what has called the program (Bun, Deno, edge runtimes):
 * they keep the context of the run that made them for ever, so that must be known of a call.
 */

/** What copies of the SDK share: whether the call stack comes from an interval. */
interface Calling {
  isInterval: boolean;
}

type SetInterval = (this: unknown, handler: unknown, ...rest: unknown[]) => unknown;

/** `setInterval` is watched once. */
const WATCHED = Symbol.for('tracenest.intervals.1');

const shared = globalThis as { [WATCHED]?: Calling; setInterval?: SetInterval };

/** From now on `isInInterval` knows; the program's `setInterval` gives and takes what it did. */
export function watchIntervals(): void {
  const original = shared.setInterval;
  if (shared[WATCHED] !== undefined || original === undefined) return;
  const calling: Calling = { isInterval: false };
  const watching: SetInterval = function setInterval(handler, ...rest) {
    const watched = typeof handler === 'function' ? told(handler as SetInterval, calling) : handler;
    return Reflect.apply(original, this, [watched, ...rest]);
  };
  // `util.promisify` finds its own form there.
  Object.defineProperties(watching, Object.getOwnPropertyDescriptors(original));
  Object.defineProperty(shared, WATCHED, { value: calling });
  // Not by what it was before: in Deno that is a pair of accessors.
  const enumerable = Object.prototype.propertyIsEnumerable.call(shared, 'setInterval');
  Object.defineProperty(shared, 'setInterval', { value: watching, writable: true, configurable: true, enumerable });
}

/** Whether an interval has called the program, as far as the call stack lasts. */
export function isInInterval(): boolean {
  return shared[WATCHED]?.isInterval === true;
}

function told(handler: (...args: unknown[]) => unknown, calling: Calling): (...args: unknown[]) => unknown {
  return function (this: unknown, ...args) {
    const before = calling.isInterval;
    calling.isInterval = true;
    try {
      return handler.apply(this, args);
    } finally {
      calling.isInterval = before;
    }
  };
}
