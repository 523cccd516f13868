/** What the reader looked at last, kept in this browser. */
import { useEffect } from 'react';
import { readVisits, withVisit, type Visit } from '../model/recent.js';

const KEY = 'tracenest.recent';

/** Notes that the reader looks at this; null: at nothing worth noting yet. */
export function useVisit(visit: Visit | null): void {
  const noted = visit === null ? null : JSON.stringify(visit);
  useEffect(() => {
    if (noted === null) return;
    const visits = withVisit(recentVisits(), JSON.parse(noted) as Visit);
    try {
      window.localStorage.setItem(KEY, JSON.stringify(visits));
    } catch {
      // A full storage: what is recent stays as it was.
    }
  }, [noted]);
}

/** The latest first. */
export function recentVisits(): Visit[] {
  return readVisits(window.localStorage.getItem(KEY));
}
