/** Functions that are called later by others: kept in a run (`bind`), or out of all runs (`detach`). */
import { runtime } from '#context';
import type { Listener } from './context-types.js';
import { current, within } from './context.js';
import { guarded } from './diag.js';
import { handOver } from './handover.js';
import { isOpenRun } from './open-runs.js';
import { DETACHED } from './placement.js';
import { untracedStore } from './runnable-config.js';

type AnyFunction = (this: never, ...args: never[]) => unknown;

/**
 * The function, belonging to the run that is current now, whoever calls it and whenever. Made
 * where no run is current it belongs to none. The answer is the function's own.
 *
 * @example
 * pool.acquire(bind((connection) => query(connection)));
 */
export function bind<F extends AnyFunction>(work: F): F {
  const store = current();
  return through(work, (call) => handOver('bound', store, call));
}

/**
 * The function, to be called outside of every run: what it starts are traces of their own. For
 * timers, connections and loops that outlive the run in which they are made.
 *
 * @example
 * detach(() => setInterval(refresh, 60_000))();
 */
export function detach<F extends AnyFunction>(work: F): F {
  return through(work, (call) => {
    const { tracingEnabled } = (current() ?? {}) as { tracingEnabled?: boolean };
    // Where tracing is switched off it stays so.
    return within(tracingEnabled === false ? untracedStore(undefined) : DETACHED, call);
  });
}

let areListenersWatched = false;

/** From now on a listener that is added inside a run belongs to it where it is called outside of all runs. */
export function rememberListeners(): void {
  if (areListenersWatched) return;
  areListenersWatched = true;
  // What cannot be watched costs a finding, not a run.
  guarded('watch-callers', () => runtime.watchCallers(remembering), 'debug');
}

function remembering(listener: Listener): Listener {
  let store: unknown = current();
  if (!isOpenRun(store)) return listener;
  return function (this: unknown, ...args) {
    // Once it has ended it is no parent any more, and need not be kept.
    if (!isOpenRun(store)) store = undefined;
    if (store === undefined || current() !== undefined) return listener.apply(this, args);
    return handOver('listener', store, () => listener.apply(this, args));
  };
}

/** A function of the same name and length that calls through `around`. */
function through<F extends AnyFunction>(work: F, around: (call: () => unknown) => unknown): F {
  const original = work as unknown as Listener;
  const wrapper: Listener = function (this: unknown, ...args) {
    return around(() => original.apply(this, args));
  };
  Object.defineProperty(wrapper, 'name', { value: work.name, configurable: true });
  Object.defineProperty(wrapper, 'length', { value: work.length, configurable: true });
  return wrapper as unknown as F;
}
