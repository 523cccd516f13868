import { describe, expect, test } from 'vitest';
import {
  durationMsOf,
  formatAge,
  formatExactly,
  formatLatency,
  formatMoment,
  formatTick,
  timeSpanMs,
  zoneName,
} from './words.js';

const iso = '2026-01-31T14:03:22.117Z';
const nowMs = Date.parse(iso);
const ago = (seconds: number) => formatAge(new Date(nowMs - seconds * 1000).toISOString(), nowMs, 'utc');

describe('moment', () => {
  test('in UTC', () => {
    expect(formatMoment(iso, 'utc')).toBe('2026-01-31 14:03:22.117 UTC');
  });

  test("in the reader's zone says the same moment", () => {
    const [day, time, zone] = formatMoment(iso, 'local').split(' ');
    const offset = zone === 'UTC' ? 'Z' : (zone?.slice(3).replace('−', '-') ?? '');
    expect(Date.parse(`${day}T${time}${offset}`)).toBe(nowMs);
  });

  test('what is no time is shown as it is', () => {
    expect(formatMoment('yesterday', 'utc')).toBe('yesterday');
  });

  test.each([
    [0, 'UTC'],
    [-60, 'UTC+01:00'],
    [-330, 'UTC+05:30'],
    [210, 'UTC−03:30'],
  ])('a zone %i minutes behind UTC is %s', (behind, name) => {
    const date = new Date(nowMs);
    date.getTimezoneOffset = () => behind;
    expect(zoneName(date, 'local')).toBe(name);
    expect(zoneName(date, 'utc')).toBe('UTC');
  });
});

test.each([
  [-3600, '2026-01-31'],
  [-10, 'just now'],
  [0, 'just now'],
  [42, '42 s ago'],
  [61, '1 min ago'],
  [3 * 3600, '3 h ago'],
  [5 * 86_400, '5 d ago'],
  [100 * 86_400, '2025-10-23'],
])('%i seconds ago is %s', (seconds, words) => {
  expect(ago(seconds)).toBe(words);
});

test('no age without a time', () => {
  expect(formatAge('x', nowMs, 'utc')).toBe('–');
});

test('a duration ends at the end, or now, and is never negative', () => {
  expect(durationMsOf({ start_time: iso, end_time: '2026-01-31T14:03:23.117Z' }, 0)).toBe(1000);
  expect(durationMsOf({ start_time: iso, end_time: null }, nowMs + 500)).toBe(500);
  expect(durationMsOf({ start_time: iso, end_time: null }, nowMs - 500)).toBe(0);
  expect(durationMsOf({ start_time: null, end_time: null }, nowMs)).toBeNull();
  expect(formatLatency({ start_time: null, end_time: null }, nowMs)).toBe('–');
  expect(formatLatency({ start_time: iso, end_time: null }, nowMs + 500)).toBe('500 ms');
});

test('an exact number has its thousands apart', () => {
  expect(formatExactly(1_234_567)).toBe('1,234,567');
});

test.each([
  [0, 200, '0'],
  [200, 200, '200 ms'],
  [1200, 200, '1.2 s'],
  [4000, 1000, '4 s'],
  [0.2, 0.1, '0.2 ms'],
  [0.02, 0.01, '20 µs'],
  [60_000, 60_000, '1 m 00 s'],
  [180_000, 30_000, '3 m 00 s'],
])('%d ms on an axis in steps of %d ms', (ms, step, label) => {
  expect(formatTick(ms, step)).toBe(label);
});

test('a span of time needs two times in their order', () => {
  expect(timeSpanMs(iso, '2026-01-31T14:03:22.1175Z')).toBeCloseTo(0.5, 3);
  expect(timeSpanMs('2026-01-31T14:03:23Z', iso)).toBeNull();
  expect(timeSpanMs(null, iso)).toBeNull();
  expect(timeSpanMs(iso, null)).toBeNull();
});
