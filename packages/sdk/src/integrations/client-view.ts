/** A client seen through: the object itself, with some of its members shown as others. The object stays as it is. */
import type { AnyFunction } from '../index.js';

/** What stands for a member; undefined: the member itself. */
export type Show = (key: string, member: unknown) => unknown;

/**
 * An object that is the target in all but the members that are shown otherwise. Methods are called on
 * the target, so private fields work, and what the target's own methods call is not seen through.
 */
export function viewOf<T extends object>(target: T, show: Show): T {
  const shown = new Map<PropertyKey, { member: unknown; as: unknown }>();
  return new Proxy(target, {
    get(_, key) {
      const member: unknown = Reflect.get(target, key);
      if (key === 'constructor' || !isChangeable(target, key)) return member;
      const known = shown.get(key);
      if (known?.member === member && known !== undefined) return known.as;
      const other = typeof key === 'string' ? show(key, member) : undefined;
      const as = other ?? (isFunction(member) ? member.bind(target) : member);
      // The same member is the same thing each time it is looked at.
      shown.set(key, { member, as });
      return as;
    },
    set: (_, key, value) => Reflect.set(target, key, value),
  });
}

export function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}

/** Whether a value has members of its own to be shown; dates, lists and the like are taken whole. */
export function hasMembers(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]';
}

/** The language does not allow to show something else for what is frozen. */
function isChangeable(target: object, key: PropertyKey): boolean {
  const property = Reflect.getOwnPropertyDescriptor(target, key);
  return property === undefined || property.configurable === true || property.writable === true;
}
