/** What several routes of the app API read from an address. */
import { normalizeId, normalizeTime, timeToMs } from 'tracenest/wire';
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

/** A span of time, milliseconds since 1970. `widthMs`: of one that names no begin. Throws bad-value. */
export function timesOf(
  since: string | undefined,
  until: string | undefined,
  widthMs: number,
): { sinceMs: number; untilMs: number } {
  const untilMs = timeOf(until, 'until') ?? Date.now() + 1;
  const sinceMs = timeOf(since, 'since') ?? untilMs - widthMs;
  if (sinceMs < untilMs) return { sinceMs, untilMs };
  throw new RequestError('bad-value', { field: 'since', value: shown(since), expected: 'a time before until' });
}

function timeOf(text: string | undefined, field: string): number | null {
  if (text === undefined || text === '') return null;
  const time = normalizeTime(text);
  const ms = time === null ? Number.NaN : timeToMs(time);
  if (ms >= Date.UTC(1900, 0) && ms < Date.UTC(2200, 0)) return Math.floor(ms);
  throw new RequestError('bad-value', {
    field,
    value: shown(text),
    expected: 'a time such as 2026-11-20T10:00:00Z',
  });
}
