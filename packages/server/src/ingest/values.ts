/** Small questions to values that a program sent. */
import { toUSVString } from 'node:util';
import type { Json } from 'tracenest/wire';
import { shorten } from './preview.js';

/** Text for a column: a lone surrogate would make the store refuse the whole insert. */
export function textOf(value: unknown, maxLength: number = Number.MAX_SAFE_INTEGER): string | null {
  if (typeof value !== 'string') return null;
  return toUSVString(value.length <= maxLength ? value : shorten(value, maxLength));
}

export function saysSomething(value: Json | undefined): value is Json {
  if (value === undefined || value === null) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

export function isObject(value: unknown): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
