/**
 * Times as they cross the network: ISO 8601 in UTC with `Z` and up to nanoseconds (contract
 * §3.6). Kept as text, because a number of milliseconds cannot hold nanoseconds of our day.
 */

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Milliseconds since 1970 of the years 0 and 10000: what four digits can say. */
const FIRST_MS = -62_167_219_200_000;
const END_MS = 253_402_300_800_000;

/**
 * A time in normal form: `YYYY-MM-DDTHH:MM:SS[.f…]Z`, at most nine digits of fraction, without
 * trailing zeros. Numbers are milliseconds since 1970, text without a zone is UTC. Null for what
 * is not a time.
 */
export function normalizeTime(value: unknown): string | null {
  if (typeof value === 'number') return formatMs(value);
  if (typeof value !== 'string') return null;
  if (isNormalForm(value)) return value;
  const match = ISO.exec(value.trim());
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    match;
  if (!isCalendarTime(year, month, day, hour, minute, second)) return null;
  const offsetMs = zoneOffsetMs(zone);
  if (offsetMs === null) return null;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (offsetMs === 0) return withFraction(local, fraction);
  const ms = Date.parse(`${local}Z`) - offsetMs;
  return ms >= FIRST_MS && ms < END_MS ? withFraction(new Date(ms).toISOString().slice(0, 19), fraction) : null;
}

/** Milliseconds since 1970 of a time in normal form, with microseconds as fraction; NaN if unreadable. */
export function timeToMs(iso: string): number {
  const us = exactUs(iso);
  if (us !== null) return us / 1000;
  const time = isNormalForm(iso) ? iso : normalizeTime(iso);
  if (time === null) return Number.NaN;
  const ms = Date.parse(`${time.slice(0, 19)}Z`);
  return time.length === 20 ? ms : ms + Number(`0${time.slice(19, -1)}`) * 1000;
}

/** Order of two times, exact to the nanosecond: negative, zero or positive. */
export function compareTimes(a: string, b: string): number {
  if (a === b) return 0;
  const left = looksNormal(a) ? a : (normalizeTime(a) ?? a);
  const right = looksNormal(b) ? b : (normalizeTime(b) ?? b);
  // Without its Z a shorter fraction is a prefix of a longer one and sorts before it.
  const cut = left.length === right.length ? undefined : -1;
  const from = left.slice(0, cut);
  const to = right.slice(0, cut);
  return from < to ? -1 : from > to ? 1 : 0;
}

/** Nanoseconds from `b` to `a`, both in normal form; exact for less than 100 days. */
export function nanosBetween(a: string, b: string): number {
  const seconds = (Date.parse(`${a.slice(0, 19)}Z`) - Date.parse(`${b.slice(0, 19)}Z`)) / 1000;
  return seconds * 1e9 + nanosOf(a) - nanosOf(b);
}

/** A time in normal form from microseconds since 1970. */
export function formatUs(us: bigint | number): string {
  const { second, fraction } = splitUs(us);
  return withFraction(second, fraction);
}

/** Microseconds since 1970 as `YYYY-MM-DDTHH:MM:SS` and six digits of fraction. */
export function splitUs(us: bigint | number): { second: string; fraction: string } {
  // Microseconds of all years that can be written are exact in a number.
  const whole = Math.floor(Number(us));
  const seconds = Math.floor(whole / 1_000_000);
  const day = Math.floor(seconds / DAY_SECONDS);
  if (day !== lastDay) keepDay(day, new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 11));
  const ofDay = seconds - day * DAY_SECONDS;
  const minutes = Math.floor(ofDay / 60);
  const hour = Math.floor(minutes / 60);
  return {
    second: `${lastDayText}${PADDED[hour]}:${PADDED[minutes - hour * 60]}:${PADDED[ofDay - minutes * 60]}`,
    fraction: String(whole - seconds * 1_000_000).padStart(6, '0'),
  };
}

const DAY_SECONDS = 86_400;
const PADDED = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

// The runs of a trace lie in one day most of the time, and reading or writing a date costs the most.
let lastDay = Number.NaN;
/** With the T behind it. */
let lastDayText = '';

function keepDay(day: number, text: string): void {
  lastDay = day;
  lastDayText = text;
}

/** Whether a text begins with a day that there is; then it is the last one. */
function beginsWithDay(iso: string): boolean {
  if (lastDayText !== '' && iso.startsWith(lastDayText)) return true;
  const text = iso.slice(0, 11);
  const ms = Date.parse(`${text}00:00:00Z`);
  // Another spelling of a day must not be what is written out for it.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 11) !== text) return false;
  keepDay(ms / (DAY_SECONDS * 1000), text);
  return true;
}

/** Seconds from the begin of its day to `HH:MM:SS` behind the T; NaN if there is no such second. */
function secondsOfDay(iso: string): number {
  if (iso.charCodeAt(13) !== CODE_COLON || iso.charCodeAt(16) !== CODE_COLON) return Number.NaN;
  const [hour, minute, second] = [twoDigits(iso, 11), twoDigits(iso, 14), twoDigits(iso, 17)];
  return hour < 24 && minute < 60 && second < 60 ? (hour * 60 + minute) * 60 + second : Number.NaN;
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - CODE_0, text.charCodeAt(at + 1) - CODE_0];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Microseconds since 1970 of which `formatUs` makes this very text; null where there are none. */
export function exactUs(iso: string): number | null {
  // Digit by digit: packing a large trace asks this hundred thousands of times.
  const last = iso.length - 1;
  const digits = last === 19 ? 0 : last - 20;
  if (last < 19 || last === 20 || digits > 6 || iso.charCodeAt(last) !== CODE_Z) return null;
  if (digits > 0 && (iso.charCodeAt(19) !== CODE_POINT || iso.charCodeAt(last - 1) === CODE_0)) return null;
  let fraction = 0;
  for (let at = 20; at < last; at += 1) {
    const digit = iso.charCodeAt(at) - CODE_0;
    if (digit < 0 || digit > 9) return null;
    fraction = fraction * 10 + digit;
  }
  if (!beginsWithDay(iso)) return null;
  const us = (lastDay * DAY_SECONDS + secondsOfDay(iso)) * 1_000_000 + fraction * (POWERS[6 - digits] ?? 1);
  return Number.isSafeInteger(us) ? us : null;
}

const CODE_0 = 48;
const CODE_POINT = 46;
const CODE_COLON = 58;
const CODE_Z = 90;

const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/** Whether digits of a date and a time of day name a real one (a leap second counts as one). */
export function isCalendarTime(
  year: string,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string,
): boolean {
  const days = MONTH_DAYS[Number(month) - 1];
  if (days === undefined || Number(day) < 1 || Number(day) > days) return false;
  if (month === '02' && day === '29' && !isLeapYear(Number(year))) return false;
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

/** Seconds as `YYYY-MM-DDTHH:MM:SS` and digits of fraction → normal form. */
export function withFraction(second: string, fraction: string): string {
  let length = Math.min(fraction.length, 9);
  while (length > 0 && fraction[length - 1] === '0') length -= 1;
  return length === 0 ? `${second}Z` : `${second}.${fraction.slice(0, length)}Z`;
}

function nanosOf(iso: string): number {
  return Number(iso.slice(20, -1).padEnd(9, '0'));
}

function formatMs(ms: number): string | null {
  if (!(ms >= FIRST_MS && ms < END_MS)) return null;
  return Number.isInteger(ms) ? trimZeros(new Date(ms).toISOString()) : formatUs(Math.round(ms * 1000));
}

function trimZeros(iso: string): string {
  return withFraction(iso.slice(0, 19), iso.slice(20, -1));
}

const NORMAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{0,8}[1-9])?Z$/;

// Days 29 to 31 take the slow way, where the calendar is asked.
function isNormalForm(text: string): boolean {
  return NORMAL.test(text);
}

/** Enough to compare by: sorting a large trace asks this millions of times. */
function looksNormal(text: string): boolean {
  const last = text.length - 1;
  return last >= 19 && text[last] === 'Z' && text[10] === 'T' && (last === 19 || text[last - 1] !== '0');
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function zoneOffsetMs(zone: string): number | null {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return null;
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
