/**
 * What the reader has chosen to see, in the address: a copied link shows the same. The address
 * follows a moment later, because browsers stop a page that rewrites it with every key. Where the
 * reader goes somewhere else than to the next run, the way back is kept for the browser's button.
 */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { readView, writeView, type View } from '../model/view.js';

const WRITE_AFTER_MS = 200;

/** Back and forward, and wouter's word for a link that leads to another run of the same trace. */
const MOVES = ['popstate', 'pushState'];

/** `isStep`: the browser's button leads back from it. Default: it takes the place of what was. */
export type Change<Chosen> = (change: Partial<Chosen>, isStep?: boolean) => void;
export type ChangeView = Change<View>;

/** How what was chosen is read from the query of an address, and written into it. */
export interface Addressed<Chosen> {
  read: (search: string) => Chosen;
  write: (chosen: Chosen) => string;
}

export function useView(): [View, ChangeView] {
  return useAddressed(traceView);
}

const traceView: Addressed<View> = { read: readView, write: writeView };

/** @param form the same for as long as the page is open */
export function useAddressed<Chosen>(form: Addressed<Chosen>): [Chosen, Change<Chosen>] {
  const [store] = useState(() => createViewStore(form));
  useEffect(() => store.listen(), [store]);
  return [useSyncExternalStore(store.subscribe, store.get), store.change];
}

function createViewStore<Chosen>({ read: readChosen, write: writeChosen }: Addressed<Chosen>) {
  const { pathname } = window.location;
  let view = readChosen(window.location.search);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const set = (next: Chosen): void => {
    view = next;
    for (const listener of listeners) listener();
  };
  let isWriting = false;
  const write = (how: 'replaceState' | 'pushState' = 'replaceState'): void => {
    clearTimeout(timer);
    timer = undefined;
    const { pathname: path, hash } = window.location;
    // The page may have been left in the meantime.
    if (path !== pathname) return;
    isWriting = true;
    window.history[how](window.history.state, '', path + writeChosen(view) + hash);
    isWriting = false;
  };
  return {
    get: () => view,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (change: Partial<Chosen>, isStep = false): void => {
      const next = { ...view, ...change };
      if (isStep && writeChosen(next) !== writeChosen(view)) {
        if (timer !== undefined) write();
        set(next);
        write('pushState');
        return;
      }
      set(next);
      clearTimeout(timer);
      timer = setTimeout(write, WRITE_AFTER_MS);
    },
    listen: () => {
      // An address does not hold everything, so that what was written just now is not read back.
      const read = (): void => {
        if (!isWriting) set(readChosen(window.location.search));
      };
      for (const event of MOVES) window.addEventListener(event, read);
      return () => {
        for (const event of MOVES) window.removeEventListener(event, read);
        if (timer !== undefined) write();
      };
    },
  };
}
