import { expect, test } from 'vitest';

import {
  isPaddedSpanId,
  leadingSpanIdOf,
  normalizeId,
  normalizeSpanId,
  padSpanId,
  spanIdOf,
  uuid7,
  uuid7Ms,
} from './ids.js';

const ID = '12121212-3434-4656-8787-9a9a9a9a9a9a';

test('ids become lower case and dashed; what is not 16 bytes in hex is none', () => {
  expect(normalizeId(ID)).toBe(ID);
  expect(normalizeId(ID.toUpperCase())).toBe(ID);
  expect(normalizeId(ID.replaceAll('-', '').toUpperCase())).toBe(ID);
  for (const bad of [
    null,
    5,
    '',
    'g'.repeat(32),
    `${ID} `,
    ID.slice(1),
    `1${ID.slice(0, 35)}`,
    ID.replaceAll('-', '_'),
  ]) {
    expect(normalizeId(bad)).toBeNull();
  }
});

test('span ids are the last, in hybrid mode the first 8 bytes', () => {
  expect(spanIdOf(ID)).toBe('87879a9a9a9a9a9a');
  expect(leadingSpanIdOf(ID)).toBe('1212121234344656');
  expect(padSpanId('87879a9a9a9a9a9a')).toBe('00000000-0000-0000-8787-9a9a9a9a9a9a');
  expect(isPaddedSpanId(padSpanId('87879a9a9a9a9a9a'))).toBe(true);
  expect(isPaddedSpanId(ID)).toBe(false);
  expect(spanIdOf(padSpanId('87879a9a9a9a9a9a'))).toBe('87879a9a9a9a9a9a');
});

test('a span id is 16 hex digits, not all zero', () => {
  expect(normalizeSpanId('87879A9A9A9A9A9A')).toBe('87879a9a9a9a9a9a');
  for (const bad of [null, 5, '', '0000000000000000', '87879a9a9a9a9a9', '87879a9a9a9a9a9g']) {
    expect(normalizeSpanId(bad)).toBeNull();
  }
});

test('new ids are UUIDs of version 7 that carry their time and do not repeat', () => {
  const ms = 1_795_175_940_000;
  const ids = Array.from({ length: 10_000 }, () => uuid7(ms + 0.75));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuid7Ms(id)).toBe(ms);
  }
  expect(new Set(ids.map(spanIdOf)).size).toBe(ids.length);
});

test('other versions and variants carry no time', () => {
  expect(uuid7Ms('01a1f8d3-e618-4abc-8def-0123456789ab')).toBeNull();
  expect(uuid7Ms('01a1f8d3-e618-7abc-cdef-0123456789ab')).toBeNull();
  expect(uuid7Ms('01a1f8d3-e618-7abc-8def-0123456789ab')).toBe(0x01a1f8d3e618);
});
