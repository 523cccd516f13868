/**
 * Live values → Json, copied at the moment of the call so that later changes by the program do
 * not change the record. Bounded in depth and size; never throws; consumes nothing (iterators,
 * streams and promises are named, not read); runs getters only where the program's own
 * JSON.stringify would.
 */
import { withoutOwnFrames } from './call-site.js';
import { describeOpaque, describeView } from './capture-opaque.js';
import { nameOf } from './diag.js';
import type { Json } from './wire/record.js';

export interface CaptureLimits {
  /** Levels of objects within objects. */
  depth: number;
  /** Characters of all texts and keys of one value, with a small constant for everything else. */
  size: number;
  /** Values in one value. */
  count: number;
}

export interface Captured {
  json: Json;
  /** Size of the copy, in the unit of the limit. */
  size: number;
  /** Which limit was reached. */
  cut: keyof CaptureLimits | null;
}

export const CAPTURE_LIMITS: CaptureLimits = { depth: 64, size: 8 * 1024 * 1024, count: 200_000 };

/** Punctuation and short scalars. */
const SCALAR_SIZE = 8;

/** Copies a value. */
export function capture(value: unknown, limits: CaptureLimits = CAPTURE_LIMITS): Captured {
  return new Copier(limits).copy(value);
}

/** Copies the inputs or outputs of a run: always an object. */
export function captureMap(value: unknown, limits: CaptureLimits = CAPTURE_LIMITS): Captured {
  const captured = capture(value, limits);
  const { json } = captured;
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return captured;
  return json === null ? { ...captured, json: {} } : { ...captured, json: { value: json } };
}

/** An object that only carries keys and values, made by the program or by JSON.parse. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    // The last condition knows Object.prototype of another realm.
    const isPlain = prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
    return isPlain && !(Symbol.toStringTag in value) && !(Symbol.iterator in value);
  } catch {
    // A proxy that refuses.
    return false;
  }
}

/** The text of an error: name, message and stack, and the same of its causes. */
export function errorText(error: unknown, depth = 0): string {
  try {
    if (!(error instanceof Error) && !isErrorLike(error)) {
      return typeof error === 'object' && error !== null ? JSON.stringify(capture(error).json) : String(error);
    }
    const head = `${error.name}: ${error.message}`;
    const stack = typeof error.stack === 'string' && error.stack !== '' ? withoutOwnFrames(error.stack) : head;
    // V8 begins the stack with name and message as they were when the error was made.
    const text = error.message === '' || stack.includes(error.message) ? stack : `${head}\n${stack}`;
    const { cause } = error;
    return cause === undefined || depth === 8 ? text : `${text}\nCaused by: ${errorText(cause, depth + 1)}`;
  } catch (unreadable) {
    return `[Unreadable error: ${nameOf(unreadable)}]`;
  }
}

/** Errors of another realm are no `instanceof Error`. */
function isErrorLike(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]';
}

class Copier {
  readonly #limits: CaptureLimits;
  /** The objects that the value at hand lies in. */
  readonly #open = new Set<object>();
  #size = 0;
  #count = 0;
  #cut: keyof CaptureLimits | null = null;

  constructor(limits: CaptureLimits) {
    this.#limits = limits;
  }

  copy(value: unknown): Captured {
    const json = this.#value(value) ?? null;
    return { json, size: this.#size, cut: this.#cut };
  }

  /** Undefined: left out of objects, null in lists. */
  #value(value: unknown): Json | undefined {
    this.#count += 1;
    this.#size += SCALAR_SIZE;
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        // Adding makes the zero that JSON writes of the negative one.
        return Number.isFinite(value) ? value + 0 : String(value);
      case 'boolean':
        return value;
      case 'undefined':
        return undefined;
      case 'bigint':
        return this.#text(value.toString());
      case 'symbol':
        return this.#text(value.toString());
      case 'function':
        return this.#text(describeOpaque(value) ?? '[Function]');
      default:
        return value === null ? null : this.#object(value as object);
    }
  }

  #text(text: string): string {
    const room = Math.max(0, this.#limits.size - this.#size);
    this.#size += Math.min(text.length, room);
    if (text.length <= room) return text;
    this.#cut ??= 'size';
    return `${text.slice(0, room)}… [${text.length - room} more characters]`;
  }

  #object(object: object): Json | undefined {
    if (this.#open.has(object)) return '[Circular]';
    if (this.#open.size >= this.#limits.depth) {
      this.#cut ??= 'depth';
      return Array.isArray(object) ? '[Array: too deep]' : '[Object: too deep]';
    }
    this.#open.add(object);
    try {
      return this.#known(object);
    } catch (error) {
      // Proxies, and toJSON methods that throw.
      return this.#text(`[Unreadable: ${nameOf(error)}]`);
    } finally {
      this.#open.delete(object);
    }
  }

  #known(object: object): Json | undefined {
    if (Array.isArray(object)) return this.#list(object);
    const view = describeView(object);
    if (view !== undefined) return this.#text(view);
    if (object instanceof Date) return Number.isNaN(object.getTime()) ? '[Invalid Date]' : object.toISOString();
    const { toJSON } = object as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.#said(object, (toJSON as () => unknown).call(object));
    if (object instanceof Map) return this.#map(object);
    if (object instanceof Set) return this.#list([...object]);
    if (object instanceof Error || isErrorLike(object)) return this.#error(object);
    const opaque = describeOpaque(object);
    return opaque === undefined ? this.#properties(object, Object.keys(object)) : this.#text(opaque);
  }

  /** What toJSON gave; its own toJSON is not asked again, as in JSON.stringify. */
  #said(object: object, said: unknown): Json | undefined {
    if (said === object) return this.#properties(object, Object.keys(object));
    if (typeof said !== 'object' || said === null) return this.#value(said);
    if (Array.isArray(said)) return this.#list(said);
    if (this.#open.has(said)) return '[Circular]';
    return isPlainObject(said) ? this.#properties(said, Object.keys(said)) : this.#object(said);
  }

  #list(items: readonly unknown[]): Json[] {
    const list: Json[] = [];
    for (let i = 0; i < items.length; i += 1) {
      if (this.#isFull()) {
        list.push(`[${items.length - i} more]`);
        break;
      }
      list.push(this.#value(items[i]) ?? null);
    }
    return list;
  }

  #map(map: Map<unknown, unknown>): Json {
    const entries = [...map];
    if (!entries.every(([key]) => typeof key === 'string')) return this.#list(entries);
    return this.#properties(Object.fromEntries(entries) as object, map.keys() as Iterable<string>);
  }

  #error(error: Error): Json {
    const { name, message, stack, cause } = error;
    const own = Object.keys(error).filter((key) => !['name', 'message', 'stack', 'cause'].includes(key));
    const json = this.#properties(error, own);
    const head = this.#properties({ name, message, stack, cause }, ['name', 'message', 'stack', 'cause']);
    return { ...head, ...json };
  }

  #properties(object: object, keys: Iterable<string>): { [key: string]: Json } {
    const json: { [key: string]: Json } = {};
    for (const key of keys) {
      if (this.#isFull()) {
        json['…'] = '[more]';
        break;
      }
      const value = this.#value(read(object, key));
      if (value === undefined) continue;
      this.#size += key.length;
      // Assigning would call the setter that sits on Object.prototype.
      if (key === '__proto__')
        Object.defineProperty(json, key, { value, enumerable: true, configurable: true, writable: true });
      else json[key] = value;
    }
    return json;
  }

  #isFull(): boolean {
    if (this.#count >= this.#limits.count) this.#cut ??= 'count';
    else if (this.#size >= this.#limits.size) this.#cut ??= 'size';
    else return false;
    return true;
  }
}

function read(object: object, key: string): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch (error) {
    return `[Throws: ${nameOf(error)}]`;
  }
}
