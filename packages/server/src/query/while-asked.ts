/**
 * Reading stops when nobody waits for the answer any more: every query that is asked on behalf of a
 * request carries its signal, without each question having to hand it on.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { QueryLimits, Store } from '../store/store.js';

const asker = new AsyncLocalStorage<AbortSignal>();

/** Does what only reads. `gone`: aborted when the asker does not wait any more. */
export function whileAsked<Result>(gone: AbortSignal, work: () => Result): Result {
  return asker.run(gone, work);
}

/** Whether somebody asked for what is being done, and does not wait for it any more. */
export function hasAskerGone(): boolean {
  return asker.getStore()?.aborted === true;
}

/** The store as questions see it. What is read for a writer or a counter goes to the store itself, and is not stopped. */
export function stoppedWithAsker(store: Store): Store {
  const limited = (limits: QueryLimits = {}): QueryLimits => {
    const signal = limits.signal ?? asker.getStore();
    return signal === undefined ? limits : { ...limits, signal };
  };
  return {
    place: store.place,
    isShared: store.isShared,
    query: (asked, limits) => store.query(asked, limited(limits)),
    queryLists: (asked, limits) => store.queryLists(asked, limited(limits)),
    // Of trees, which several may wait for.
    queryBytes: (asked, limits) => store.queryBytes(asked, limits),
    insert: (table, rows) => store.insert(table, rows),
    insertEncoded: (table, rows) => store.insertEncoded(table, rows),
    command: (asked) => store.command(asked),
    ping: () => store.ping(),
    announce: (url) => store.announce(url),
    close: () => store.close(),
  };
}
