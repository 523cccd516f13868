import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { compareTimes, exactUs, formatUs, normalizeTime, timeToMs } from './time.js';

describe('normalizeTime', () => {
  test.each([
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z'],
    ['2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00Z'],
    ['2026-11-20T10:00:00.120000001Z', '2026-11-20T10:00:00.120000001Z'],
    ['2026-11-20T10:00:00.1234567891Z', '2026-11-20T10:00:00.123456789Z'],
    ['2026-11-20T10:00:00', '2026-11-20T10:00:00Z'],
    ['2026-11-20 10:00:00.5', '2026-11-20T10:00:00.5Z'],
    ['2026-11-20T10:00:00.915001+00:00', '2026-11-20T10:00:00.915001Z'],
    ['2026-11-20T01:30:00.5+02:30', '2026-11-19T23:00:00.5Z'],
    ['2026-12-31T23:00:00-0200', '2027-01-01T01:00:00Z'],
    ['2026-11-30T10:00Z', '2026-11-30T10:00:00Z'],
    ['2026-11-20', '2026-11-20T00:00:00Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    [1_795_168_800_000, '2026-11-20T10:00:00Z'],
    [1_795_168_800_000.25, '2026-11-20T10:00:00.00025Z'],
    [0, '1970-01-01T00:00:00Z'],
    [-0.5, '1969-12-31T23:59:59.9995Z'],
  ])('%j → %s', (value, iso) => {
    expect(normalizeTime(value)).toBe(iso);
    expect(normalizeTime(iso)).toBe(iso);
  });

  test.each([
    null,
    undefined,
    true,
    {},
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e18,
    '',
    'now',
    '2026-13-01T00:00:00Z',
    '2027-02-29T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T10:60:00Z',
    '2026-11-20T10:00:00+25:00',
    '0000-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '20261120T100000Z',
  ])('%j is no time', (value) => {
    expect(normalizeTime(value)).toBeNull();
  });
});

test('milliseconds agree with Date and keep microseconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 999 }), (ms, us) => {
      const iso = formatUs(BigInt(ms) * 1000n + BigInt(us));
      expect(timeToMs(iso)).toBeCloseTo(ms + us / 1000, 2);
      expect(Math.floor(timeToMs(iso) + 0.0005)).toBe(ms);
      expect(normalizeTime(ms)).toBe(normalizeTime(new Date(ms).toISOString()));
    }),
  );
  expect(timeToMs('nonsense')).toBeNaN();
});

test('times compare exactly to the nanosecond, whatever their number of digits', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.integer({ min: 1_795_168_800, max: 1_799_168_800 }), fc.integer({ min: 0, max: 999_999_999 })),
        {
          minLength: 2,
        },
      ),
      fc.nat(9),
      (instants, digits) => {
        const texts = instants.map(([second, nanos]) => {
          const text = `${new Date(second * 1000).toISOString().slice(0, 19)}.${String(nanos).padStart(9, '0')}`;
          return nanos % 10 ** digits === 0 ? `${text.slice(0, text.length - digits)}Z` : `${text}Z`;
        });
        for (let i = 1; i < instants.length; i += 1) {
          const [[s1, n1] = [0, 0], [s2, n2] = [0, 0]] = [instants[i - 1], instants[i]];
          expect(Math.sign(compareTimes(texts[i - 1] ?? '', texts[i] ?? ''))).toBe(Math.sign(s1 - s2 || n1 - n2));
        }
      },
    ),
  );
  expect(compareTimes('2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000Z')).toBe(0);
  expect(compareTimes('2026-11-20T10:00:00Z', '2026-11-20T11:00:00+01:00')).toBe(0);
  expect(compareTimes('2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000000001Z')).toBeLessThan(0);
});

test('microseconds of one second after another, back and before 1970', () => {
  const second = 1_760_000_000_000_000;
  const written = [second, second + 1, second + 999_999, second + 1_000_000, second + 5, -1].map((us) => formatUs(us));
  expect(written).toEqual([
    '2025-10-09T08:53:20Z',
    '2025-10-09T08:53:20.000001Z',
    '2025-10-09T08:53:20.999999Z',
    '2025-10-09T08:53:21Z',
    '2025-10-09T08:53:20.000005Z',
    '1969-12-31T23:59:59.999999Z',
  ]);
});

test('microseconds are read back from what was written, day after day, and from nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -62e15, max: 253e15 }), { minLength: 2 }), (all) => {
      for (const us of all) {
        const iso = formatUs(us);
        expect(exactUs(iso)).toBe(Number.isSafeInteger(us) ? us : null);
        expect(iso.slice(0, 19)).toBe(new Date(Math.floor(us / 1000)).toISOString().slice(0, 19));
      }
    }),
  );
  const day = '2026-11-20T';
  expect(exactUs(`${day}10:00:00Z`)).toBe(Date.parse(`${day}10:00:00Z`) * 1000);
  for (const other of [
    '24:00:00Z',
    '10:60:00Z',
    '10:00:60Z',
    '10 00:00Z',
    '1 :00:00Z',
    '10:00:00.10Z',
    '10:00:00.0000001Z',
  ])
    expect(exactUs(day + other)).toBeNull();
  expect([exactUs('2026-02-30T00:00:00Z'), exactUs('2026-13-01T00:00:00Z')]).toEqual([null, null]);
});
