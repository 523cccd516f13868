/**
 * What the reader has chosen to see, in the address: a copied link shows the same. The address
 * follows a moment later, because browsers stop a page that rewrites it with every key.
 */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { readView, writeView, type View } from '../model/view.js';

const WRITE_AFTER_MS = 200;

/** Back and forward, and wouter's word for a link that leads to another run of the same trace. */
const MOVES = ['popstate', 'pushState'];

export type ChangeView = (change: Partial<View>) => void;

export function useView(): [View, ChangeView] {
  const [store] = useState(createViewStore);
  useEffect(() => store.listen(), [store]);
  return [useSyncExternalStore(store.subscribe, store.get), store.change];
}

function createViewStore() {
  const { pathname } = window.location;
  let view = readView(window.location.search);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const set = (next: View): void => {
    view = next;
    for (const listener of listeners) listener();
  };
  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const { pathname: path, hash } = window.location;
    // The page may have been left in the meantime.
    if (path === pathname) window.history.replaceState(window.history.state, '', path + writeView(view) + hash);
  };
  return {
    get: () => view,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (change: Partial<View>): void => {
      set({ ...view, ...change });
      clearTimeout(timer);
      timer = setTimeout(write, WRITE_AFTER_MS);
    },
    listen: () => {
      const read = (): void => set(readView(window.location.search));
      for (const event of MOVES) window.addEventListener(event, read);
      return () => {
        for (const event of MOVES) window.removeEventListener(event, read);
        if (timer !== undefined) write();
      };
    },
  };
}
