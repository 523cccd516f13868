import { describe, expect, test } from 'vitest';

import { formatCount, formatDuration, formatMoney, formatQuantity, formatTime } from './format.js';

describe('durations', () => {
  test.each([
    [0, '0 ms'],
    [0.0004, '<1 µs'],
    [0.001, '1 µs'],
    [0.842, '842 µs'],
    [0.9994, '999 µs'],
    [0.9996, '1.00 ms'],
    [1.234, '1.23 ms'],
    [12.3, '12.3 ms'],
    [9.996, '10.0 ms'],
    [99.96, '100 ms'],
    [842.4, '842 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [4_210, '4.21 s'],
    [42_100, '42.1 s'],
    [59_940, '59.9 s'],
    [59_960, '1 m 00 s'],
    [192_000, '3 m 12 s'],
    [3_599_400, '59 m 59 s'],
    [3_599_600, '1 h 00 m'],
    [7_500_000, '2 h 05 m'],
    [86_399_000, '1 d 00 h'],
    [273_600_000, '3 d 04 h'],
    [86_400_000 * 1_428_898, '1,428,898 d 00 h'],
    [-4_210, '−4.21 s'],
    [Number.NaN, '–'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('counts', () => {
  test.each([
    [0, '0'],
    [7, '7'],
    [999, '999'],
    [1_000, '1k'],
    [1_234, '1.23k'],
    [12_400, '12.4k'],
    [12_000, '12k'],
    [100_000, '100k'],
    [123_456, '123k'],
    [999_400, '999k'],
    [999_600, '1M'],
    [3_500_000, '3.5M'],
    [-1_234, '−1.23k'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('%d is %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  test('with their noun', () => {
    expect([formatQuantity(0, 'run'), formatQuantity(1, 'run'), formatQuantity(12_400, 'token')]).toEqual([
      '0 runs',
      '1 run',
      '12.4k tokens',
    ]);
    expect(formatQuantity(2, 'entry', 'entries')).toBe('2 entries');
  });
});

describe('money', () => {
  test.each([
    [0, '$0'],
    [0.031, '$0.031'],
    [0.5, '$0.500'],
    [0.00042, '$0.00042'],
    [0.0000004, '<$0.000001'],
    [0.9996, '$1.00'],
    [12.34, '$12.34'],
    [1_234.5, '$1,234.50'],
    [-0.031, '−$0.031'],
    [Number.NaN, '–'],
  ])('%d is %s', (usd, text) => {
    expect(formatMoney(usd)).toBe(text);
  });
});

describe('times of day', () => {
  test('to the millisecond', () => {
    expect(formatTime('2026-11-20T14:03:22.117Z', 'utc')).toBe('14:03:22.117');
    expect(formatTime('2026-11-20T14:03:22Z', 'utc')).toBe('14:03:22.000');
    expect(formatTime('nonsense')).toBe('–');
  });

  test('in the zone of the reader', () => {
    const { TZ } = process.env;
    try {
      process.env['TZ'] = 'Asia/Kolkata';
      expect(formatTime('2026-11-20T14:03:22.117Z')).toBe('19:33:22.117');
    } finally {
      if (TZ === undefined) delete process.env['TZ'];
      else process.env['TZ'] = TZ;
    }
  });
});
