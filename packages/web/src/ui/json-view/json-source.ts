/** Where a shown JSON value is: on the page, or in a worker that fetches it. */
import { JsonReader } from './json-reader.js';
import type { JsonValue } from './json-rows.js';
import type { Asked, Method, Told } from './json-worker.js';

type Args<M extends Method> = Parameters<JsonReader[M]>;
type Answer<M extends Method> = ReturnType<JsonReader[M]>;

export interface JsonSource {
  /** The reader where it is on the page: it answers at once. */
  here: JsonReader | null;
  ask<M extends Method>(method: M, ...args: Args<M>): Promise<Answer<M>>;
  /** Lets go of what is held. */
  close(): void;
}

export function sourceHere(value: JsonValue): JsonSource {
  const here = new JsonReader(value);
  return {
    here,
    ask: async (method, ...args) =>
      (here[method] as (...given: typeof args) => Answer<typeof method>).apply(here, args),
    close: () => undefined,
  };
}

/** A value that a worker fetches when it is first asked. */
export function sourceAt(url: string): JsonSource {
  let worker: Worker | null = null;
  let lastId = 0;
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  const send = (method: Asked['method'], args: unknown[]): Promise<never> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      worker?.postMessage({ id: lastId, method, args } satisfies Asked);
    });
  const begin = (): Promise<unknown> => {
    worker = new Worker(new URL('./json-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      const asker = waiting.get(data.id);
      waiting.delete(data.id);
      if ('problem' in data) asker?.reject(new TypeError(data.problem));
      else asker?.resolve(data.answer as never);
    });
    worker.addEventListener('error', () => {
      for (const asker of waiting.values()) asker.reject(new TypeError('the thread that reads it ended'));
      waiting.clear();
    });
    return send('open', [new URL(url, location.href).href]);
  };
  let opened: Promise<unknown> | null = null;
  return {
    here: null,
    ask: async (method, ...args) => {
      opened ??= begin();
      await opened;
      return send(method, args);
    },
    close: () => {
      worker?.terminate();
      waiting.clear();
      worker = null;
      opened = null;
    },
  };
}
