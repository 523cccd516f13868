import process from 'node:process';
import { afterEach, describe, expect, test } from 'vitest';
import {
  durationMsOf,
  formatAge,
  formatBytes,
  formatExactly,
  formatLatency,
  formatMoment,
  formatTick,
  timeSpanMs,
  zoneName,
  zoneWords,
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

describe('zones', () => {
  const home = process.env['TZ'];
  afterEach(() => {
    if (home === undefined) delete process.env['TZ'];
    else process.env['TZ'] = home;
  });

  test.each([
    ['Asia/Kathmandu', '2026-01-31T20:03:22.117Z', '2026-02-01 01:48:22.117 UTC+05:45'],
    ['Pacific/Marquesas', '2026-01-31T03:03:22.117Z', '2026-01-30 17:33:22.117 UTC−09:30'],
    ['Pacific/Kiritimati', '2025-12-31T10:00:00.000Z', '2026-01-01 00:00:00.000 UTC+14:00'],
    // The clock of Lord Howe goes back by half an hour on 5 April 2026 at 2 o'clock: 1:45 comes twice.
    ['Australia/Lord_Howe', '2026-04-04T14:45:00.000Z', '2026-04-05 01:45:00.000 UTC+11:00'],
    ['Australia/Lord_Howe', '2026-04-04T15:15:00.000Z', '2026-04-05 01:45:00.000 UTC+10:30'],
    // Where an hour is left out there is no gap in what is written.
    ['Europe/Berlin', '2026-03-29T00:59:59.999Z', '2026-03-29 01:59:59.999 UTC+01:00'],
    ['Europe/Berlin', '2026-03-29T01:00:00.000Z', '2026-03-29 03:00:00.000 UTC+02:00'],
    ['UTC', '2026-01-31T14:03:22.117Z', '2026-01-31 14:03:22.117 UTC'],
  ])('%s at %s', (zone, moment, written) => {
    process.env['TZ'] = zone;
    expect(formatMoment(moment, 'local')).toBe(written);
    expect(formatMoment(moment, 'utc')).toBe(`${moment.slice(0, 10)} ${moment.slice(11, 23)} UTC`);
  });

  test('the same times before and after a clock change are told apart by their zones', () => {
    process.env['TZ'] = 'Australia/Lord_Howe';
    expect(zoneWords(new Date('2026-04-04T14:45:00Z'), 'local')).toBe('Local, UTC+11:00');
    expect(zoneWords(new Date('2026-04-04T15:15:00Z'), 'local')).toBe('Local, UTC+10:30');
    expect(zoneWords(new Date('2026-04-04T15:15:00Z'), 'utc')).toBe('UTC');
  });

  test('a zone like UTC is still told from UTC', () => {
    process.env['TZ'] = 'UTC';
    expect(zoneWords(new Date(iso), 'local')).toBe('Local, UTC');
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
  [3400.125, 0.005, '3,400,125 µs'],
  [125_450, 10, '125.45 s'],
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

test.each([
  [0, '0 B'],
  [812, '812 B'],
  [4200, '4.2 kB'],
  [31_000_000, '31 MB'],
  [2.5e9, '2.5 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
