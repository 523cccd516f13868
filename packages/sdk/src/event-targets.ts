/**
 * EventTargets (abort signals, message ports, sockets of the web): a listener that is added inside
 * a run belongs to it, as with EventEmitters. The platform compares listeners by identity, so one
 * that stands for another is kept for as long as it may be asked for again.
 */
import type { Listener, Remember } from './context-types.js';

type Method = (this: unknown, ...args: unknown[]) => void;
type Add = EventTarget['addEventListener'];
type Remove = EventTarget['removeEventListener'];

/** By listener, and of each by type of event: what was last added in its place. */
type StandIns = WeakMap<object, Map<string, Listener>>;

/** All copies of the SDK share the class; it is watched once. */
const WATCHED = Symbol.for('tracenest.event-targets.1');

/**
 * Lays `remember` around the listeners that are added from now on.
 *
 * @param listenersOf the listeners that a target has for a type of event.
 */
export function watchTargets(
  prototype: EventTarget,
  remember: Remember,
  listenersOf: (target: EventTarget, type: string) => readonly unknown[],
): void {
  if (WATCHED in prototype) return;
  Object.defineProperty(prototype, WATCHED, { value: true });
  const known = new WeakMap<EventTarget, StandIns>();
  const { addEventListener, removeEventListener } = prototype as Record<
    'addEventListener' | 'removeEventListener',
    Method
  >;

  const adds: Add = function addEventListener_(this: EventTarget, type, listener, options) {
    return Reflect.apply(addEventListener, this, [type, inItsPlace(this, type, listener, options), options]);
  };
  const removes: Remove = function removeEventListener_(this: EventTarget, type, listener, options) {
    const standIn = isListener(listener) ? known.get(this)?.get(listener)?.get(type) : undefined;
    return Reflect.apply(removeEventListener, this, [type, standIn ?? listener, options]);
  };
  lay(prototype, 'addEventListener', adds);
  lay(prototype, 'removeEventListener', removes);

  function inItsPlace(target: EventTarget, type: string, listener: unknown, options: unknown): unknown {
    try {
      return standInFor(target, type, listener, options);
    } catch {
      // What cannot be watched is added as it is.
      return listener;
    }
  }

  function standInFor(target: EventTarget, type: string, listener: unknown, options: unknown): unknown {
    if (!isListener(listener) || !(target instanceof EventTarget)) return listener;
    const last = known.get(target)?.get(listener)?.get(type);
    // The same again, or for the other phase: the platform tells by identity.
    if (last !== undefined && listenersOf(target, type).includes(last)) return last;
    const call: Listener = function (...args) {
      return typeof listener === 'function' ? listener.apply(this, args) : listener.handleEvent?.(...args);
    };
    const remembering = remember(call, target, isOnce(options) || target instanceof AbortSignal);
    if (remembering === call || listenersOf(target, type).includes(listener)) {
      known.get(target)?.get(listener)?.delete(type);
      return listener;
    }
    const standIns: StandIns = known.get(target) ?? new WeakMap();
    known.set(target, standIns);
    const own = standIns.get(listener) ?? new Map<string, Listener>();
    standIns.set(listener, own.set(type, remembering));
    return remembering;
  }
}

/** A function, or an object that has one. */
type Hears = Listener | { handleEvent?: Listener };

function isListener(value: unknown): value is Hears {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

function isOnce(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'once' in options && options.once === true;
}

function lay<K extends 'addEventListener' | 'removeEventListener'>(
  prototype: EventTarget,
  key: K,
  method: EventTarget[K],
): void {
  const { length } = prototype[key];
  Object.defineProperty(method, 'name', { value: key });
  Object.defineProperty(method, 'length', { value: length });
  Object.defineProperty(prototype, key, { value: method, writable: true, configurable: true, enumerable: true });
}
