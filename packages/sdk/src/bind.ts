/** Functions that are called later by others: kept in a run (`bind`), or out of all runs (`detach`). */
import { runtime } from '#context';
import type { Listener } from './context-types.js';
import { current, within } from './context.js';
import { guarded } from './diag.js';
import { handOver } from './handover.js';
import { watchJobQueues } from './job-queues.js';
import { endedMsAgo, isOpenRun } from './open-runs.js';
import { watchLoaders } from './loaders.js';
import { isBody, isReader } from './owned-emitters.js';
import { DETACHED, leakedStore } from './placement.js';
import { FACTS, isRunTreeLike, type ParentLike, type RunTreeLike } from './run-like.js';
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
  guarded('watch-callers', () => runtime.watchCallers(remembering, calledByInterval), 'debug');
  guarded('watch-loaders', () => runtime.loaded('dataloader').forEach(watchLoaders), 'debug');
  // What the queues are built upon; they themselves are not among what can be asked for.
  guarded('watch-queues', () => runtime.loaded('eventemitter3').forEach((each) => watchJobQueues(each, bind)), 'debug');
}

function remembering(listener: Listener, emitter: object, isOnce: boolean): Listener {
  const store = current();
  if (isReader(emitter)) return reading(listener, store, emitter);
  if (!isOnce && guarded('watch-server', () => isServer(emitter), 'debug') === true) return serving(listener);
  if (!isOpenRun(store)) return listener;
  let adder: RunTreeLike | undefined = store;
  return function (this: unknown, ...args) {
    // Once it has ended it is no parent any more, and need not be kept.
    if (!isOpenRun(adder)) adder = undefined;
    if (adder === undefined || !isForAdder(adder, isOnce)) return listener.apply(this, args);
    return handOver('listener', adder, () => listener.apply(this, args));
  };
}

/**
 * What is called outside of all runs is for who has added it. Inside of another request a
 * subscription is for who emits; what is heard once (a reply, a lock that is free) is for who waits.
 */
function isForAdder(adder: ParentLike, isOnce: boolean): boolean {
  const store = current();
  if (store === undefined) return true;
  return isOnce && isRunTreeLike(store) && FACTS in store && store.trace_id !== adder.trace_id;
}

/** A listener that reads a run's stream: called out of its body it stays where it was added. */
function reading(listener: Listener, store: unknown, emitter: object): Listener {
  return function (this: unknown, ...args) {
    return isBody(emitter) ? within(store, () => listener.apply(this, args)) : listener.apply(this, args);
  };
}

/** What a server hears comes from outside, also where the run in which it began to listen has ended. */
function serving(listener: Listener): Listener {
  return function (this: unknown, ...args) {
    const call = (): unknown => listener.apply(this, args);
    return endedHere(current()) === undefined ? call() : within(undefined, call);
  };
}

function isServer(emitter: object): boolean {
  const { listen, address, close } = emitter as Record<string, unknown>;
  return [listen, address, close].every((method) => typeof method === 'function');
}

/** An interval that has outlived the run that made it works for nobody's run. */
function calledByInterval(call: () => unknown): unknown {
  const maker = endedHere(current());
  return maker === undefined ? call() : within(leakedStore(maker, 'interval'), call);
}

/** The run of ours that is current although it has ended. */
function endedHere(store: unknown): ParentLike | undefined {
  return isRunTreeLike(store) && FACTS in store && endedMsAgo(store) !== undefined ? store : undefined;
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
