/** The clock of this browser, ticking only while something on the page depends on it. */
import { useEffect, useState } from 'react';

/** Milliseconds since 1970, renewed every `everyMs`; null: it stands still. */
export function useNow(everyMs: number | null): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === null) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
