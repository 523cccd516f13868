/** What the query part of an address says; clients repeat a name for a list. */
import type { Context } from 'hono';
import { normalizeId } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import type { Bindings } from '../bindings.js';

export const maxLimit = 100;

/** Undefined where the name is not there. */
export function textsOf(c: Context<Bindings>, name: string): string[] | undefined {
  return c.req.queries(name)?.filter((text) => text !== '');
}

/** Throws bad-value for anything but ids. */
export function idsOf(c: Context<Bindings>, name: string): string[] | undefined {
  return textsOf(c, name)?.map((text) => idFrom(text, name));
}

export function idFrom(text: string, name: string): string {
  const id = normalizeId(text);
  if (id !== null) return id;
  throw new RequestError('bad-value', {
    field: name,
    value: JSON.stringify(text.slice(0, 100)),
    expected: 'an id of 32 hexadecimal digits, with or without dashes',
  });
}

export function countOf(c: Context<Bindings>, name: string, absent: number): number {
  const text = c.req.query(name);
  if (text === undefined || text === '') return absent;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new RequestError('bad-value', { field: name, value: JSON.stringify(text), expected: 'a whole number' });
}

/** A larger limit is taken as the largest: the clients then ask for the next page. */
export function pageOf(c: Context<Bindings>): { limit: number; offset: number } {
  return { limit: Math.min(countOf(c, 'limit', maxLimit), maxLimit), offset: countOf(c, 'offset', 0) };
}
