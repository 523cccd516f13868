/** Where the next page of a list starts: opaque to callers, text that fits into a URL. */
import { RequestError } from '../errors.js';
import type { Position } from '../query/position.js';

export function writeCursor(position: Position | null): string | null {
  return position === null ? null : Buffer.from(`${position.startUs}:${position.id}`).toString('base64url');
}

/** Throws bad-value for a text that writeCursor did not make. */
export function readCursor(text: string | null | undefined): Position | null {
  if (text === null || text === undefined || text === '') return null;
  const match = /^(-?\d{1,16}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(text, 'base64url').toString('utf8'),
  );
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new RequestError('bad-value', {
      field: 'cursor',
      value: JSON.stringify(text.slice(0, 100)),
      expected: 'the cursor of the page before, unchanged, or none for the first page',
    });
  }
  return { startUs: Number(match[1]), id: match[2] };
}
