/**
 * Ids of runs, traces and spans (contract §1): 16 bytes as lower-case dashed text, span ids as
 * 8 bytes in 16 hex digits. One rule joins both dialects and both header families, so nobody
 * else takes ids apart or puts them together.
 */

const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UNDASHED = /^[0-9a-f]{32}$/;
const SPAN = /^[0-9a-f]{16}$/;
const PADDING = '00000000-0000-0000-';

/** The id in normal form (lower case, dashed), or null if it is not 16 bytes in hex. */
export function normalizeId(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (value.length === 36) {
    if (DASHED.test(value)) return value;
    const lower = value.toLowerCase();
    return DASHED.test(lower) ? lower : null;
  }
  if (value.length !== 32) return null;
  const lower = value.toLowerCase();
  return UNDASHED.test(lower) ? dash(lower) : null;
}

/** A span id in normal form (16 hex digits, lower case); null for anything else and for zeros. */
export function normalizeSpanId(value: unknown): string | null {
  if (typeof value !== 'string' || value.length !== 16) return null;
  const lower = value.toLowerCase();
  return SPAN.test(lower) && !isZeros(lower) ? lower : null;
}

/** The span id of a run that has none of its own: the last 8 bytes of its id. */
export function spanIdOf(id: string): string {
  return id.slice(19, 23) + id.slice(24);
}

/** The first 8 bytes of an id: what Python's hybrid mode uses as span id. */
export function leadingSpanIdOf(id: string): string {
  return id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18);
}

/** The run id of an OTLP span that states no other: its span id, right-aligned in zeros. */
export function padSpanId(spanId: string): string {
  return `${PADDING}${spanId.slice(0, 4)}-${spanId.slice(4)}`;
}

/** Whether an id in normal form is a span id right-aligned in zeros. */
export function isPaddedSpanId(id: string): boolean {
  return id.startsWith(PADDING);
}

/** Whether an id is all zeros: the "no id" of OTLP and of traceparent. */
export function isZeros(id: string): boolean {
  return /^[0-]+$/.test(id);
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const RANDOM_BYTES_PER_ID = 10;
// One call for many ids: getRandomValues costs more than the rest of an id.
const pool = new Uint8Array(RANDOM_BYTES_PER_ID * 100);
let used = pool.length;

function hexOf(offset: number, bytes: number): string {
  let hex = '';
  for (let i = offset; i < offset + bytes; i += 1) hex += HEX[pool[i] ?? 0] ?? '';
  return hex;
}

/** A new UUID version 7 for a time in milliseconds since 1970; 74 bits of it are random. */
export function uuid7(ms: number): string {
  if (used === pool.length) {
    globalThis.crypto.getRandomValues(pool);
    used = 0;
  }
  const at = used;
  used += RANDOM_BYTES_PER_ID;
  pool[at] = 0x70 | ((pool[at] ?? 0) & 0x0f);
  pool[at + 2] = 0x80 | ((pool[at + 2] ?? 0) & 0x3f);
  const time = Math.floor(ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-${hexOf(at, 2)}-${hexOf(at + 2, 2)}-${hexOf(at + 4, 6)}`;
}

/** Milliseconds since 1970 in an id in normal form that is a UUID version 7; else null. */
export function uuid7Ms(id: string): number | null {
  if (id[14] !== '7' || !'89ab'.includes(id[19] ?? '-')) return null;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function dash(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
