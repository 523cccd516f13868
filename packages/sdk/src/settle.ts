/**
 * When is a returned value finished? Watches a value, promise, thenable, iterator or stream and
 * returns it unchanged: the same object, as lazy as before, nothing read ahead. Objects that give
 * their values later are watched through methods laid over their own; these run inside the
 * run's context, wherever they are called from.
 */
import { isApiPromise, isEventStream, watchApiPromise, watchEventStream } from './settle-api-clients.js';
import { watchIterable, watchIterator } from './settle-iterators.js';
import { isNodeStream, watchNodeStream, watchWebStream } from './settle-streams.js';
import { watchThenable } from './settle-thenables.js';
import type { Watcher } from './watcher.js';

/**
 * Watches what a function returned.
 *
 * @param isAsyncFunction it comes from a native async function: nobody else has its promise.
 */
export function settle<T>(returned: T, watcher: Watcher, isAsyncFunction: boolean): T {
  if (isPlainPromise(returned)) {
    const settled = (value: unknown): void => watchValue(value, watcher);
    if (!isAsyncFunction) {
      // The very promise: it may be one that the program keeps. The cost: having a handler of
      // ours, a rejection that nobody else handles is not reported as unhandled.
      returned.then(settled, (error: unknown) => watcher.failed(error));
      return returned;
    }
    // Nobody can tell this promise from the function's own, and a rejection that nobody handles
    // is still reported as unhandled.
    return returned.then(
      (value) => {
        settled(value);
        return value;
      },
      (error: unknown) => {
        watcher.failed(error);
        throw error;
      },
    ) as T;
  }
  watchValue(returned, watcher);
  return returned;
}

/** Keeps what a returned value does later inside of the watcher's context; of promises nothing is to be kept. */
export function keepInside<T>(returned: T, watcher: Watcher): T {
  if (!isPlainPromise(returned)) watchLater(returned, watcher);
  return returned;
}

function watchValue(value: unknown, watcher: Watcher): void {
  if (watchLater(value, watcher)) watcher.waits(value as object);
  else watcher.value(value);
}

/** Whether the value gives what it has later, and is now watched. */
function watchLater(value: unknown, watcher: Watcher): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const { then, getReader, next } = value as Record<string, unknown>;
    const tag = Object.prototype.toString.call(value);
    if (tag === '[object Generator]') return watchIterator(value, watcher, false);
    if (tag === '[object AsyncGenerator]') return watchIterator(value, watcher, true);
    if (isNodeStream(value)) return watchNodeStream(value, watcher);
    if (typeof getReader === 'function') return watchWebStream(value, watcher);
    if (isEventStream(value)) return watchEventStream(value, watcher);
    if (isApiPromise(value)) return watchApiPromise(value, watcher, watchValue);
    const isIterable = Symbol.asyncIterator in value && watchIterable(value, watcher, typeof next === 'function');
    if (typeof then !== 'function') return isIterable;
    return watchThenable(value, watcher, watchValue) || watchGuardedPromise(value, watcher) || isIterable;
  } catch {
    // A proxy that refuses, a frozen object: taken as it is.
    return false;
  }
}

/** A promise whose `then` does nothing but what the language says. */
function isPlainPromise(value: unknown): value is Promise<unknown> {
  try {
    if (value instanceof Promise) return value.then === Promise.prototype.then;
    return Object.prototype.toString.call(value) === '[object Promise]' && isOfOtherRealm(value as Promise<unknown>);
  } catch {
    // A revoked proxy, which cannot even be asked what it is.
    return false;
  }
}

/** The language's own promise there: `await` does not call its `then`, so nothing can be laid over it. */
function isOfOtherRealm(value: Promise<unknown>): boolean {
  try {
    const { prototype } = value.constructor as { prototype: Promise<unknown> };
    const isNative = Function.prototype.toString.call(value.constructor) === Function.prototype.toString.call(Promise);
    return isNative && Object.getPrototypeOf(value) === prototype && value.then === prototype.then;
  } catch {
    return false;
  }
}

/**
 * A promise behind a proxy, as the official package's traceable returns: nothing can be laid over
 * its `then`, but calling it changes nothing.
 */
function watchGuardedPromise(value: object, watcher: Watcher): boolean {
  if (!(value instanceof Promise)) return false;
  value.then(
    (result: unknown) => watchValue(result, watcher),
    (error: unknown) => watcher.failed(error),
  );
  return true;
}
