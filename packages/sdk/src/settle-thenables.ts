/**
 * Objects with a `then` of their own (query builders, promises that are lazy): the work begins
 * when `then` is called and belongs to the function that returned them, not to who awaits them.
 */
import { current, within } from './context.js';
import { overlay } from './settle-overlay.js';
import type { Watcher } from './watcher.js';

type Callback = ((value: unknown) => unknown) | null | undefined;

/** Methods by which query builders start the work without `then`. */
const STARTERS = ['exec', 'execute'] as const;

/**
 * Watches the first `then`; further ones pass. `then` is never called by us.
 *
 * @param watchValue what to do with the value that it gives, which may be a stream.
 */
export function watchThenable(
  thenable: object,
  watcher: Watcher,
  watchValue: (value: unknown, watcher: Watcher) => void,
): boolean {
  let isFirst = true;
  for (const key of STARTERS) watchStarter(thenable, key, watcher, watchValue);
  return overlay(thenable, 'then', (then) => {
    return function (this: unknown, onValue?: unknown, onError?: unknown) {
      const isWatched = isFirst;
      isFirst = false;
      // What the consumer does with the value is the consumer's.
      const consumer = current();
      const value = back(
        consumer,
        onValue as Callback,
        isWatched ? (result) => watchValue(result, watcher) : undefined,
      );
      const error = back(consumer, onError as Callback, isWatched ? (reason) => watcher.failed(reason) : undefined);
      if (!isWatched) return watcher.enter(() => then.call(this, value, error));
      return watcher.enter(() =>
        then.call(
          this,
          value ?? ((result: unknown) => (watchValue(result, watcher), result)),
          error ??
            ((reason: unknown) => {
              watcher.failed(reason);
              throw reason;
            }),
        ),
      );
    };
  });
}

function watchStarter(
  thenable: object,
  key: (typeof STARTERS)[number],
  watcher: Watcher,
  watchValue: (value: unknown, watcher: Watcher) => void,
): void {
  overlay(thenable, key, (start) => {
    return function (this: unknown, ...args: unknown[]) {
      const started = watcher.enter(() => start.apply(this, args));
      if (started instanceof Promise)
        started.then(
          (value: unknown) => watchValue(value, watcher),
          (error: unknown) => watcher.failed(error),
        );
      else if (started !== thenable && isThenable(started)) watchThenable(started, watcher, watchValue);
      return started;
    };
  });
}

function isThenable(value: unknown): value is object {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** The callback in the context of who gave it, after we have heard what it hears. */
function back(store: unknown, callback: Callback, hear: ((value: unknown) => void) | undefined): Callback {
  if (typeof callback !== 'function') return undefined;
  return (value) => {
    hear?.(value);
    return within(store, () => callback(value));
  };
}
