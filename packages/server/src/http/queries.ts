/** What several routes of the app API read from an address. */
import { normalizeId } from 'tracenest/wire';
import { RequestError } from '../errors.js';
import { shown } from './shown.js';

const defaultLimit = 50;
const maxLimit = 500;

/** How many items of a list are asked for. Throws bad-value. */
export function limitOf(text: string | undefined): number {
  if (text === undefined || text === '') return defaultLimit;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new RequestError('bad-value', {
      field: 'limit',
      value: shown(text),
      expected: `a whole number from 1 to ${maxLimit}`,
    });
  }
  return Math.min(limit, maxLimit);
}

/** An id in normal form. Throws bad-value. */
export function idOf(text: unknown, field: string): string {
  const id = normalizeId(text);
  if (id === null) {
    throw new RequestError('bad-value', {
      field,
      value: shown(text),
      expected: 'an id of 32 hexadecimal digits, with or without dashes',
    });
  }
  return id;
}

/** `?join=none` shows a trace alone. */
export function isJoinedIn(text: string | undefined): boolean {
  if (text === undefined || text === '') return true;
  if (text === 'none') return false;
  throw new RequestError('bad-value', {
    field: 'join',
    value: shown(text),
    expected: 'none, or leave it out',
  });
}
