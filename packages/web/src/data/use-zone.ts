/** Whether times are shown in the reader's zone or in UTC: one choice for all pages, kept here. */
import { useSyncExternalStore } from 'react';
import type { Zone } from '../model/words.js';

const KEY = 'tracenest.zone';
const listeners = new Set<() => void>();

export function useZone(): [Zone, (zone: Zone) => void] {
  return [useSyncExternalStore(subscribe, readZone), setZone];
}

function readZone(): Zone {
  return window.localStorage.getItem(KEY) === 'utc' ? 'utc' : 'local';
}

function setZone(zone: Zone): void {
  window.localStorage.setItem(KEY, zone);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}
