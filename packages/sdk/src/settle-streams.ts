/** Streams of the web and of Node: watched where they hand out what they have, with their back-pressure. */
import { ownEmitter } from './owned-emitters.js';
import { watchIterator } from './settle-iterators.js';
import { overlay } from './settle-overlay.js';
import type { Watcher } from './watcher.js';

type Read = { done?: boolean; value?: unknown };

/** Watches a ReadableStream (or one of its subclasses) through its readers. */
export function watchWebStream(stream: object, watcher: Watcher): boolean {
  const web = stream as ReadableStream;
  const isWatched = overlay(stream, 'getReader', (getReader) => {
    return function (this: unknown, ...args: unknown[]) {
      const reader = watcher.enter(() => getReader.apply(this, args)) as object;
      watchReader(reader, watcher);
      return reader;
    };
  });
  overlay(stream, 'cancel', (cancel) => leaving(cancel, watcher));
  for (const key of [Symbol.asyncIterator, 'values']) watchStreamIterator(web, key, watcher);
  // These read the stream from inside, past its methods. What stands in for it is read through a
  // reader of ours and holds nothing back: one pull of theirs is one pull of the stream's.
  for (const key of ['pipeTo', 'pipeThrough', 'tee'] as const) {
    overlay(stream, key, (method) => {
      return function (this: unknown, ...args: unknown[]) {
        if (web.locked) return method.apply(this, args);
        return Reflect.apply(ReadableStream.prototype[key], standIn(web, key !== 'tee'), args) as unknown;
      };
    });
  }
  return isWatched;
}

function watchReader(reader: object, watcher: Watcher): void {
  overlay(reader, 'read', (read) => {
    return function (this: unknown, ...args: unknown[]) {
      const pending = watcher.enter(() => read.apply(this, args)) as Promise<Read>;
      pending.then(
        ({ done, value }) => (done === true ? watcher.closed() : watcher.chunk(value)),
        (error: unknown) => watcher.failed(error),
      );
      return pending;
    };
  });
  overlay(reader, 'cancel', (cancel) => leaving(cancel, watcher));
}

/** Subclasses iterate through their own readers, which are watched already. */
function watchStreamIterator(stream: ReadableStream, key: PropertyKey, watcher: Watcher): void {
  const method = (stream as unknown as Record<PropertyKey, unknown>)[key];
  if (method !== (ReadableStream.prototype as unknown as Record<PropertyKey, unknown>)[key]) return;
  overlay(stream, key, (iterate) => {
    return function (this: unknown, ...args: unknown[]) {
      const iterator = watcher.enter(() => iterate.apply(this, args)) as object;
      watchIterator(iterator, watcher, true);
      return iterator;
    };
  });
}

type Cancel = (this: unknown, ...args: unknown[]) => unknown;

function leaving(cancel: Cancel, watcher: Watcher): Cancel {
  return function (...args) {
    const cancelled = watcher.enter(() => cancel.apply(this, args));
    watcher.left();
    return cancelled;
  };
}

/**
 * @param unlocks what reads it gives the lock back at its end, as pipes do and `tee` does not.
 */
function standIn(stream: ReadableStream, unlocks: boolean): ReadableStream {
  const reader = stream.getReader();
  const unlock = (): void => {
    if (unlocks) reader.releaseLock();
  };
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = (await reader.read()) as Read;
          if (done !== true) return controller.enqueue(value);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        unlock();
      },
      cancel: (reason) => reader.cancel(reason).finally(unlock),
    },
    { highWaterMark: 0 },
  );
}

/** A readable stream of Node, of any version or copy. */
export function isNodeStream(value: object): boolean {
  const { pipe, on, emit, read } = value as Record<string, unknown>;
  return [pipe, on, emit, read].every((method) => typeof method === 'function');
}

/** Watches a stream of Node through its events: it emits all that it gives, however it is read. */
export function watchNodeStream(stream: object, watcher: Watcher): boolean {
  ownEmitter(stream, (store) => watcher.isInside(store));
  overlay(stream, '_read', (read) => {
    return function (this: unknown, ...args: unknown[]) {
      return watcher.enter(() => read.apply(this, args));
    };
  });
  return overlay(stream, 'emit', (emit) => {
    return function (this: unknown, ...args: unknown[]) {
      const [event, value] = args;
      if (event === 'data') watcher.chunk(value);
      else if (event === 'error' && isAbort(value)) watcher.left();
      else if (event === 'error') watcher.failed(value);
      else if (event === 'end') watcher.closed();
      else if (event === 'close') watcher.left();
      return emit.apply(this, args);
    };
  });
}

/** What a stream emits when its consumer leaves it by `break` or an abort signal. */
function isAbort(error: unknown): boolean {
  return (error as { name?: unknown } | null)?.name === 'AbortError';
}
