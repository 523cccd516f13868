import { describe, expect, test } from 'vitest';

import {
  childOrder,
  formatSegment,
  normalizeDottedOrder,
  ownSegmentOf,
  parentIdInOrder,
  parseDottedOrder,
} from './dotted-order.js';
import { compareTimes } from './time.js';
import { orderText, readVectors } from './vectors.fixture.js';

const vectors = readVectors();
const A = '20261120T204106915001Zaaaaaaaa-0000-4000-8000-00000000000a';
const B = '20261120T204107000000Zbbbbbbbb-0000-4000-8000-00000000000b';

describe('parseDottedOrder', () => {
  test.each(vectors.dotted)('$text', ({ text, expect: expected }) => {
    const segments = parseDottedOrder(text);
    if (expected === 'error') {
      expect(segments).toBeNull();
      return;
    }
    expect(segments?.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expected.forEach(({ time }, i) => expect(compareTimes(segments?.[i]?.time ?? '', time)).toBe(0));
  });

  test.each([null, undefined, 5, {}, [A]])('%j is no order', (value) => {
    expect(parseDottedOrder(value)).toBeNull();
  });
});

describe('childOrder', () => {
  test.each(vectors.written)('$title', ({ trace_id = '', parent, own, expect: expected }) => {
    const child = childOrder(
      {
        trace_id,
        dotted_order: parent.order && orderText(parent.order, vectors.segment),
        ...(parent.ancestry ? { ancestry: parent.ancestry } : {}),
      },
      own,
    );
    expect(child.ancestry ?? null).toBe(expected.ancestry);
    if (expected.order !== undefined) expect(child.dotted_order).toBe(orderText(expected.order, vectors.segment));
    if (expected.bytes !== undefined) expect(child.dotted_order).toHaveLength(expected.bytes);
  });

  test('an order of long segments stays below 4,000 bytes', () => {
    const long = vectors.segment.replace('000Z', '000123Z');
    const parent = { trace_id: '', dotted_order: orderText([[1, 66]], long) };
    const child = childOrder(parent, A);
    expect(child.ancestry).toBe('cut');
    expect(child.dotted_order.length).toBeLessThanOrEqual(4000);
  });

  test('a partial order that must be cut stays partial', () => {
    const parent = { trace_id: '', dotted_order: orderText([[1, 67]], vectors.segment), ancestry: 'partial' as const };
    expect(childOrder(parent, A)).toEqual({ dotted_order: expect.stringContaining(A), ancestry: 'partial' });
  });
});

test('a segment is written with six digits and read back', () => {
  const segment = formatSegment(1_795_207_266_915_001n, 'aaaaaaaa-0000-4000-8000-00000000000a');
  expect(segment).toBe(A);
  expect(ownSegmentOf(segment)).toEqual({
    time: '2026-11-20T20:41:06.915001Z',
    id: 'aaaaaaaa-0000-4000-8000-00000000000a',
  });
  expect(formatSegment(1_795_207_266_000_000, 'x')).toBe('20261120T204106000000Zx');
});

test('an order that cannot be read or ends in another id says nothing', () => {
  const order = `${A}.${B.toUpperCase()}`;
  expect(normalizeDottedOrder(order, 'bbbbbbbb-0000-4000-8000-00000000000b')).toBe(`${A}.${B}`);
  expect(normalizeDottedOrder(order, 'aaaaaaaa-0000-4000-8000-00000000000a')).toBeNull();
  expect(normalizeDottedOrder(`x.${B}`, 'bbbbbbbb-0000-4000-8000-00000000000b')).toBeNull();
});

test('an order of any length is read', () => {
  const order = `${`${A}.`.repeat(300_000)}${B}`;
  expect(normalizeDottedOrder(order, 'bbbbbbbb-0000-4000-8000-00000000000b')).toBe(order);
  expect(normalizeDottedOrder(`${order}.`, 'bbbbbbbb-0000-4000-8000-00000000000b')).toBeNull();
});

test('the common spelling and all others are checked alike', () => {
  for (const { text, expect: expected } of vectors.dotted) {
    const last = expected === 'error' ? null : expected.at(-1)?.id;
    const order = normalizeDottedOrder(text, last ?? 'aaaaaaaa-0000-4000-8000-00000000000a');
    expect(order === null ? 'error' : parseDottedOrder(order)).toEqual(parseDottedOrder(text) ?? 'error');
  }
});

test('the parent is in the second-last segment', () => {
  expect(parentIdInOrder(`${A}.${B}`)).toBe('aaaaaaaa-0000-4000-8000-00000000000a');
  expect(parentIdInOrder(A)).toBeNull();
});
