/** Generators and other iterators: stepped inside their own run, one step for one pull. */
import { iterationKey } from './settle-api-clients.js';
import { overlay } from './settle-overlay.js';
import type { Watcher } from './watcher.js';

type Step = { done?: boolean; value?: unknown };

/** Watches an iterator through its own `next`, `return` and `throw`. */
export function watchIterator(iterator: object, watcher: Watcher, isAsync: boolean): boolean {
  const lay = (key: 'next' | 'return' | 'throw'): boolean =>
    overlay(iterator, key, (method) => {
      return function (this: unknown, ...args: unknown[]) {
        const heard = (step: unknown): void => hear(step as Step, key, watcher);
        try {
          const given = watcher.enter(() => method.apply(this, args));
          if (isAsync) return hearLater(given, heard, watcher);
          heard(given);
          return given;
        } catch (error) {
          watcher.failed(error);
          throw error;
        }
      };
    });
  const isWatched = lay('next');
  lay('return');
  lay('throw');
  return isWatched;
}

/**
 * Watches the first iteration over an object.
 *
 * @param isIterator the object is an iterator itself.
 */
export function watchIterable(iterable: object, watcher: Watcher, isIterator: boolean): boolean {
  let isFirst = true;
  const isWatched = overlay(iterable, iterationKey(iterable), (iterate) => {
    return function (this: unknown, ...args: unknown[]) {
      const iterator = watcher.enter(() => iterate.apply(this, args));
      const isOther = typeof iterator === 'object' && iterator !== null && !(isIterator && iterator === iterable);
      if (isFirst && isOther && !watchIterator(iterator, watcher, true)) watcher.closed();
      isFirst = false;
      return iterator;
    };
  });
  return isIterator ? watchIterator(iterable, watcher, true) : isWatched;
}

function hear(step: Step, key: 'next' | 'return' | 'throw', watcher: Watcher): void {
  if (step.done !== true) watcher.chunk(step.value);
  else if (key === 'return') watcher.left();
  else watcher.closed(step.value);
}

/** The very promise that was given; of other thenables, whose `then` is not ours to call twice, a promise. */
function hearLater(given: unknown, heard: (step: unknown) => void, watcher: Watcher): unknown {
  if (given instanceof Promise && given.then === Promise.prototype.then) {
    given.then(heard, (error: unknown) => watcher.failed(error));
    return given;
  }
  return Promise.resolve(given).then(
    (step) => {
      heard(step);
      return step;
    },
    (error: unknown) => {
      watcher.failed(error);
      throw error;
    },
  );
}
