/**
 * EventEmitters: a listener that was added inside a run and is called where no run is current
 * belongs to that run. Node keeps for each listener what stands for it (`.listener`), so that
 * `off`, `listeners` and `listenerCount` find it as before; only `rawListeners` shows it.
 */
import type { Listener, Remember } from './context-types.js';

/** A function that stands for another one, as Node's own wrappers for `once` do. */
type StandIn = Listener & { listener?: unknown };

type Add = (this: object, event: unknown, listener: unknown) => unknown;

interface Emitter {
  on: Add;
  addListener: Add;
  once: Add;
  prependListener: Add;
  prependOnceListener: Add;
  removeListener: Add;
}

/** All copies of the SDK share the class of emitters; it is watched once. */
const WATCHED = Symbol.for('tracenest.listeners.1');

/**
 * Lays `remember` around the listeners that are added from now on.
 */
export function watchEmitter(prototype: object, remember: Remember): void {
  if (WATCHED in prototype) return;
  Object.defineProperty(prototype, WATCHED, { value: true });
  const emitter = prototype as Emitter;
  const standInFor = (listener: unknown, target: object, isOnce: boolean): StandIn | undefined => {
    // What stands for another listener already is found by that other one, not by ours.
    if (typeof listener !== 'function' || 'listener' in listener) return undefined;
    const remembering: StandIn = remember(listener as Listener, target, isOnce);
    if (remembering === listener) return undefined;
    remembering.listener = listener;
    return remembering;
  };
  const { addListener, on, prependListener } = emitter;
  const adding = laid('addListener', addListener, (add, standIn) => add(standIn));
  lay(emitter, 'addListener', adding);
  // Node has one function under both names, as long as nobody has laid another over it.
  lay(emitter, 'on', on === addListener ? adding : laid('on', on, (add, standIn) => add(standIn)));
  lay(
    emitter,
    'prependListener',
    laid('prependListener', prependListener, (add, standIn) => add(standIn)),
  );
  for (const [key, plain] of [
    ['once', 'on'],
    ['prependOnceListener', 'prependListener'],
  ] as const) {
    lay(
      emitter,
      key,
      laid(key, emitter[key], (_, standIn, target, event) => {
        target[plain](event, onceOf(target, event, standIn));
        return target;
      }),
    );
  }

  function laid(
    name: string,
    original: Add,
    put: (add: (standIn: StandIn) => unknown, standIn: StandIn, target: Emitter, event: unknown) => unknown,
  ): Add {
    const adds: Add = function (event, listener) {
      const standIn = standInFor(listener, this, name === 'once' || name === 'prependOnceListener');
      if (standIn === undefined) return original.call(this, event, listener);
      return put((stands) => original.call(this, event, stands), standIn, this as Emitter, event);
    };
    return Object.defineProperty(adds, 'name', { value: name });
  }
}

/** A listener that is called once; it stands for what `standIn` stands for. */
function onceOf(target: Emitter, event: unknown, standIn: StandIn): StandIn {
  let isFired = false;
  const once: StandIn = function (this: unknown, ...args) {
    if (isFired) return undefined;
    isFired = true;
    target.removeListener(event, once);
    return standIn.apply(this, args);
  };
  once.listener = standIn.listener;
  return once;
}

function lay(emitter: Emitter, key: keyof Emitter, method: Add): void {
  Object.defineProperty(emitter, key, { value: method, writable: true, configurable: true, enumerable: true });
}
