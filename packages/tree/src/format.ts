/**
 * Numbers and times as a reader sees them, in one way everywhere: outline, server and page.
 */

const MS_PER_SECOND = 1000;
const MS_PER_MINUTE = 60 * MS_PER_SECOND;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** A length of time in milliseconds: `842 µs`, `12.3 ms`, `4.21 s`, `3 m 12 s`, `2 h 05 m`, `3 d 04 h`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === 0) return '0 ms';
  // Each limit is where rounding would give the next unit's first value.
  if (ms < 0.001) return '<1 µs';
  if (ms < 0.9995) return `${Math.round(ms * MS_PER_SECOND)} µs`;
  if (ms < 999.5) return `${threeDigits(ms)} ms`;
  if (ms < 59_950) return `${threeDigits(ms / MS_PER_SECOND)} s`;
  const seconds = Math.round(ms / MS_PER_SECOND) * MS_PER_SECOND;
  if (seconds < MS_PER_HOUR) return twoUnits(seconds, MS_PER_MINUTE, 'm', MS_PER_SECOND, 's');
  const minutes = Math.round(ms / MS_PER_MINUTE) * MS_PER_MINUTE;
  if (minutes < MS_PER_DAY) return twoUnits(minutes, MS_PER_HOUR, 'h', MS_PER_MINUTE, 'm');
  const hours = Math.round(ms / MS_PER_HOUR) * MS_PER_HOUR;
  return twoUnits(hours, MS_PER_DAY, 'd', MS_PER_HOUR, 'h');
}

/** A number of things: `842`, `1.23k`, `12.4k`, `3.5M`; exact below one thousand. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return '–';
  if (count < 0) return `−${formatCount(-count)}`;
  if (count < MILLE) return String(Math.round(count));
  let value = count;
  let unit = 0;
  // 999,500 rounds to 1,000k, which is 1M.
  while (value >= MILLE - 0.5 && unit < COUNT_UNITS.length - 1) {
    value /= MILLE;
    unit += 1;
  }
  const digits = threeDigits(value);
  return `${digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits}${COUNT_UNITS[unit]}`;
}

/** The time of day of an ISO time, to the millisecond: `14:03:22.117`. In the reader's zone unless `utc`. */
export function formatTime(iso: string, zone: 'local' | 'utc' = 'local'): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '–';
  if (zone === 'utc') return date.toISOString().slice(11, 23);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0'));
  return `${parts.join(':')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** An amount in US dollars: `$12.34`, `$0.031`, `$0.00042`. */
export function formatMoney(usd: number): string {
  if (!Number.isFinite(usd)) return '–';
  if (usd < 0) return `−${formatMoney(-usd)}`;
  if (usd === 0) return '$0';
  if (usd >= 0.9995) return `$${grouped(usd.toFixed(2))}`;
  if (usd >= 0.01) return `$${usd.toFixed(3)}`;
  if (usd < 0.000_000_5) return '<$0.000001';
  return `$${usd.toFixed(Math.min(6, 1 - Math.floor(Math.log10(usd))))}`;
}

/** `1 run`, `12.4k runs`. */
export function formatQuantity(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const MILLE = 1000;
const COUNT_UNITS = ['', 'k', 'M', 'B', 'T'];

/** Three significant digits of a number from 1 to 999. */
function threeDigits(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  return value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.round((ms % large) / small);
  return `${grouped(String(Math.floor(ms / large)))} ${largeName} ${String(rest).padStart(2, '0')} ${smallName}`;
}

function grouped(digits: string): string {
  return digits.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
}
