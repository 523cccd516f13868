import { expect, test } from 'vitest';
import { barHeights, rangeStart, readRange, trendWords } from './project-findings.js';

test('a range is read from the address, a week where it says none that we know', () => {
  expect([readRange('?range=day'), readRange(''), readRange('?range=toString')]).toEqual(['day', 'week', 'week']);
});

test('a range begins its length before now', () => {
  const nowMs = Date.parse('2026-11-21T12:00:00Z');
  expect(rangeStart('hour', nowMs)).toBe('2026-11-21T11:00:00.000Z');
  expect(rangeStart('month', nowMs)).toBe('2026-10-22T12:00:00.000Z');
});

test('bars are parts of the highest, and what is not empty can be seen', () => {
  expect(barHeights([0, 5, 100, 1])).toEqual([0, 0.12, 1, 0.12]);
  expect(barHeights([0, 0])).toEqual([0, 0]);
  expect(barHeights([])).toEqual([]);
});

test('a trend in words names its highest bucket', () => {
  const since = '2026-11-21T00:00:00Z';
  expect(trendWords([1, 0, 5, 2], since, 3_600_000, 'utc')).toBe(
    '8 findings, most from 2026-11-21 02:00:00.000 UTC: 5 findings',
  );
  expect(trendWords([0, 1], since, 3_600_000, 'utc')).toContain('1 finding, most from 2026-11-21 01:00');
  expect(trendWords([0, 0], since, 3_600_000, 'utc')).toBe('none in this time');
});
