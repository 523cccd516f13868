/**
 * What the official clients of model APIs give back (openai, Anthropic's and others made by the same
 * generator): promises whose answer is reached past `then`, and streams that tell by events of their
 * own. Each is watched where all ways to its values meet.
 */
import { current, within } from './context.js';
import { overlay } from './settle-overlay.js';
import type { Watcher } from './watcher.js';

type WatchValue = (value: unknown, watcher: Watcher) => void;

/** A promise that reads its answer when it is asked: `then`, `catch`, `finally` and `withResponse` go through `parse`. */
export function isApiPromise(value: object): boolean {
  const { parse, asResponse } = value as Record<string, unknown>;
  return value instanceof Promise && typeof parse === 'function' && typeof asResponse === 'function';
}

/**
 * Watches the first answer that is asked for. Nothing is asked for by us: a body can be read only once.
 *
 * @param watchValue what to do with the answer, which may be a stream.
 */
export function watchApiPromise(promise: object, watcher: Watcher, watchValue: WatchValue): boolean {
  let isFirst = true;
  const lay = (key: string, hear: (answer: unknown) => void): boolean =>
    overlay(promise, key, (method) => {
      return function (this: unknown, ...args: unknown[]) {
        const given = watcher.enter(() => method.apply(this, args)) as Promise<unknown>;
        if (isFirst) given.then(hear, (error: unknown) => watcher.failed(error));
        isFirst = false;
        return given;
      };
    });
  lay('asResponse', (response) => watcher.value({ status: (response as { status?: unknown }).status }));
  overlay(promise, '_thenUnwrap', (unwrap) => {
    return function (this: unknown, ...args: unknown[]) {
      const derived = watcher.enter(() => unwrap.apply(this, args)) as object;
      watchApiPromise(derived, watcher, watchValue);
      return derived;
    };
  });
  return lay('parse', (answer) => watchValue(answer, watcher));
}

/** A stream that reads itself and tells its listeners, as `chat.completions.stream()` gives it. */
export function isEventStream(value: object): boolean {
  const { _emit, _run, on, abort } = value as Record<string, unknown>;
  return [_emit, _run, on, abort].every((method) => typeof method === 'function');
}

/** The events that carry what has arrived; all others are made of these. */
const CHUNKS: ReadonlySet<unknown> = new Set(['chunk', 'event', 'streamEvent']);

/** Watches an event stream however it is used: iterated, listened to, or asked for its final value. */
export function watchEventStream(stream: object, watcher: Watcher): boolean {
  // What listeners do belongs to who has asked for the stream, not to the run that reads it.
  const consumer = current();
  return overlay(stream, '_emit', (emit) => {
    return function (this: unknown, ...args: unknown[]) {
      const [event, value] = args;
      if (CHUNKS.has(event)) watcher.chunk(value);
      else if (event === 'error') watcher.failed(value);
      else if (event === 'abort') watcher.left();
      else if (event === 'end') watcher.closed();
      return within(consumer, () => emit.apply(this, args));
    };
  });
}

/**
 * The method that all readings of an iterable go through: these clients' streams are split by `tee`,
 * which goes past the language's own.
 */
export function iterationKey(iterable: object): PropertyKey {
  const { tee } = iterable as { tee?: unknown };
  return typeof tee === 'function' && Object.hasOwn(iterable, 'iterator') ? 'iterator' : Symbol.asyncIterator;
}
