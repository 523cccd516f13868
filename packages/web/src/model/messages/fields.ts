/** Reading values that came over the network and may be anything. */
import type { Json } from '../answers.js';

export type Fields = Readonly<Record<string, Json>>;

/** Null for anything but an object. */
export function fieldsOf(value: Json | undefined): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

/** Null for anything but an array. */
export function listOf(value: Json | undefined): readonly Json[] | null {
  return Array.isArray(value) ? value : null;
}

/** A field of the object's own: never what every object inherits. */
export function field(value: Fields, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The first of these fields that is a text with something in it; null: none is. */
export function textIn(value: Fields, ...names: readonly string[]): string | null {
  for (const name of names) {
    const found = field(value, name);
    if (typeof found === 'string' && found !== '') return found;
  }
  return null;
}

/** The first of these fields that is an object; null: none is. */
export function fieldsIn(value: Fields, ...names: readonly string[]): Fields | null {
  for (const name of names) {
    const found = fieldsOf(field(value, name));
    if (found !== null) return found;
  }
  return null;
}

/** The first of these fields that is an array; null: none is. */
export function listIn(value: Fields, ...names: readonly string[]): readonly Json[] | null {
  for (const name of names) {
    const found = listOf(field(value, name));
    if (found !== null) return found;
  }
  return null;
}

/** The first of these fields that is there and not null. */
export function anyIn(value: Fields, ...names: readonly string[]): Json {
  for (const name of names) {
    const found = field(value, name);
    if (found !== undefined && found !== null) return found;
  }
  return null;
}

/** Arguments come as JSON within a text from some providers and as a value from others. */
export function jsonOrText(value: Json): Json {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
