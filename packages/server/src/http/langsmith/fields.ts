/** Reads fields of a query: absent and null say nothing, anything else of a wrong kind is refused by name. */
import { toUSVString } from 'node:util';
import { normalizeId, normalizeTime } from 'tracenest/wire';
import type { Json } from 'tracenest/wire';
import { RequestError } from '../../errors.js';
import { shown } from '../shown.js';

/** A question is small: ten thousand ids are 400 kB. */
export const maxAskBytes: number = 8 * 2 ** 20;

export type Fields = Readonly<Record<string, unknown>>;

/** The body as one JSON object; an empty body is `{}`. The content type is not asked for: clients get it wrong. */
export function jsonObject(body: Buffer): Fields {
  const value = jsonValue(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RequestError('bad-body', {
      reason: 'it is not a JSON object',
      expected: 'Send a JSON object, such as {"limit":10}.',
    });
  }
  return value as Fields;
}

/** The body as JSON; an empty body is `{}`. */
export function jsonValue(body: Buffer): unknown {
  if (body.length > maxAskBytes) throw new RequestError('question-body-too-large', { limit: maxAskBytes });
  const text = body.toString('utf8').trim();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError('bad-json', { reason: error instanceof Error ? error.message : String(error) });
  }
}

export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  // The store takes no half of a surrogate pair; runs are stored without one too.
  return typeof value === 'string' ? toUSVString(value) : refuse(name, value, 'a text');
}

/** True, false, or as a text the way Python writes it in an address. */
export function booleanIn(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (value === true || value === 'true' || value === 'True') return true;
  if (value === false || value === 'false' || value === 'False') return false;
  return refuse(name, value, 'true or false');
}

export function idIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  return normalizeId(value) ?? refuse(name, value, 'an id of 32 hexadecimal digits, with or without dashes');
}

/** A list of ids, or one. */
export function idsIn(fields: Fields, name: string): string[] | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  return (Array.isArray(value) ? value : [value]).map(
    (id) => normalizeId(id) ?? refuse(name, id, 'ids of 32 hexadecimal digits, with or without dashes'),
  );
}

/** A time in normal form (ISO 8601 in UTC). */
export function timeIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  return normalizeTime(value) ?? refuse(name, value, 'an ISO 8601 time, such as 2026-01-31T12:00:00Z');
}

/** Null where nothing is said. */
export function objectIn(fields: Fields, name: string): Record<string, Json> | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, Json>;
  return refuse(name, value, 'a JSON object');
}

function refuse(name: string, value: unknown, expected: string): never {
  throw new RequestError('bad-value', { field: name, value: shown(value), expected });
}
