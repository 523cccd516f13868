/** Laying a method over one of an object: the object stays the same, and so does all else in it. */

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Replaces a method of one object; `make` gets the method that was there. False if there is none
 * or the object does not allow it.
 */
export function overlay(object: object, key: PropertyKey, make: (original: Method) => Method): boolean {
  const original = (object as Record<PropertyKey, unknown>)[key];
  if (typeof original !== 'function') return false;
  // Copies and printouts of the object look as before.
  const enumerable = Object.getOwnPropertyDescriptor(object, key)?.enumerable === true;
  const value = make(original as Method);
  const isLaid = Reflect.defineProperty(object, key, { value, writable: true, configurable: true, enumerable });
  if (!isLaid) return false;
  if ((object as Record<PropertyKey, unknown>)[key] === value) return true;
  // A proxy that shows something else than its target has.
  Reflect.deleteProperty(object, key);
  return false;
}
