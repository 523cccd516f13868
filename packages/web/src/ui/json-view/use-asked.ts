/** Answers of a JSON source as React sees them: at once where the value is on the page. */
import { useEffect, useMemo, useState } from 'react';
import type { JsonReader } from './json-reader.js';
import type { JsonValue } from './json-rows.js';
import { sourceAt, sourceHere, type JsonSource } from './json-source.js';
import type { Method } from './json-worker.js';

/** Pass a value, or the address at which it stands alone. The same value is the same source. */
export function useJsonSource(value: JsonValue, url: string | null): JsonSource {
  const source = useMemo(() => (url === null ? sourceHere(value) : sourceAt(url)), [value, url]);
  useEffect(() => () => source.close(), [source]);
  return source;
}

interface Asked<Answer> {
  /** Undefined before the first; the last one stays while the next is on its way. */
  answer: Answer | undefined;
  /** Why there is none. */
  problem: string | null;
}

/** @param args the same array as long as the question is the same; null: nothing is asked */
export function useAsked<M extends Method>(
  source: JsonSource,
  method: M,
  args: Parameters<JsonReader[M]> | null,
): Asked<ReturnType<JsonReader[M]>> {
  type Answer = ReturnType<JsonReader[M]>;
  const { here } = source;
  const now = useMemo(
    () =>
      here === null || args === null ? undefined : (here[method] as (...given: unknown[]) => Answer).apply(here, args),
    [here, method, args],
  );
  const [told, setTold] = useState<Asked<Answer> & { of: JsonSource | null }>({
    answer: undefined,
    problem: null,
    of: null,
  });
  useEffect(() => {
    if (here !== null || args === null) return undefined;
    let isStale = false;
    source.ask(method, ...args).then(
      (answer) => isStale || setTold({ answer, problem: null, of: source }),
      (error: unknown) => isStale || setTold({ answer: undefined, problem: String(error), of: source }),
    );
    return () => {
      isStale = true;
    };
  }, [here, source, method, args]);
  if (args === null) return { answer: undefined, problem: null };
  if (here !== null) return { answer: now, problem: null };
  return told.of === source ? told : { answer: undefined, problem: null };
}
