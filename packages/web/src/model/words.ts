/** Numbers and times as the page writes them: the tree's own formats, and what only a page needs. */
import { formatDuration, formatTime } from '@tracenest/tree';
import { timeToMs } from 'tracenest/wire';
import type { TraceSummary } from './answers.js';

export { formatCount, formatDuration, formatQuantity, formatTime } from '@tracenest/tree';

export type Zone = 'local' | 'utc';

/** Date and time of day to the millisecond, with its zone: `2026-01-31 14:03:22.117 UTC`. */
export function formatMoment(iso: string, zone: Zone): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day =
    zone === 'utc'
      ? date.toISOString().slice(0, 10)
      : [date.getFullYear(), date.getMonth() + 1, date.getDate()]
          .map((part) => String(part).padStart(2, '0'))
          .join('-');
  return `${day} ${formatTime(iso, zone)} ${zoneName(date, zone)}`;
}

/** Of the reader's zone at that moment: `UTC`, `UTC+01:00`. */
export function zoneName(date: Date, zone: Zone): string {
  const minutes = zone === 'utc' ? 0 : -date.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '−' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

/** The zone that times are shown in, told apart also where the reader's is UTC: `UTC`, `Local, UTC+01:00`. */
export function zoneWords(date: Date, zone: Zone): string {
  return zone === 'utc' ? 'UTC' : `Local, ${zoneName(date, zone)}`;
}

const ages: readonly [limitSeconds: number, unitSeconds: number, unit: string][] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [86_400 * 60, 86_400, 'd'],
];

/** How long ago a moment was: `just now`, `42 s ago`, `3 min ago`; its date where that says more. */
export function formatAge(iso: string, nowMs: number, zone: Zone): string {
  const seconds = Math.floor((nowMs - timeToMs(iso)) / 1000);
  if (Number.isNaN(seconds)) return '–';
  if (seconds < 5) return seconds < -60 ? formatMoment(iso, zone).slice(0, 10) : 'just now';
  const age = ages.find(([limit]) => seconds < limit);
  if (age === undefined) return formatMoment(iso, zone).slice(0, 10);
  return `${Math.floor(seconds / age[1])} ${age[2]} ago`;
}

/** Milliseconds from start to end, of a running one until now; null: it has no start. */
export function durationMsOf(run: Pick<TraceSummary, 'start_time' | 'end_time'>, nowMs: number): number | null {
  if (run.start_time === null) return null;
  const startMs = timeToMs(run.start_time);
  return Math.max(0, (run.end_time === null ? nowMs : timeToMs(run.end_time)) - startMs);
}

/** {@link durationMsOf} in words; a dash where it is unknown. */
export function formatLatency(run: Pick<TraceSummary, 'start_time' | 'end_time'>, nowMs: number): string {
  const ms = durationMsOf(run, nowMs);
  return ms === null ? '–' : formatDuration(ms);
}

/** The whole number with thousands set apart: what a shortened count stands for. */
export function formatExactly(count: number): string {
  return exactly.format(count);
}

// Made once: a number by itself asks for its words anew each time, a fifth of the work of a row of the tree.
const exactly = new Intl.NumberFormat('en-US');

/** Label of a moment on a time axis, all in the unit that suits its step: `0`, `200 ms`, `1.5 s`. */
export function formatTick(ms: number, stepMs: number): string {
  if (ms === 0) return '0';
  if (stepMs >= 60_000 || (ms >= 120_000 && stepMs >= 1000)) return formatDuration(Math.round(ms / 1000) * 1000);
  const [unitMs, unit] = stepMs >= 1 && ms >= 1000 ? [1000, 's'] : stepMs >= 0.1 ? [1, 'ms'] : [0.001, 'µs'];
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(stepMs / unitMs) - 1e-9)));
  return `${Number((ms / unitMs).toFixed(digits)).toLocaleString('en-US', { maximumFractionDigits: digits })} ${unit}`;
}

/** Milliseconds from one time to a later one; null where either is unknown or the order is wrong. */
export function timeSpanMs(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const ms = timeToMs(to) - timeToMs(from);
  return ms >= 0 ? ms : null;
}

/** A size in bytes: `812 B`, `4.2 kB`, `31 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const amount = bytes / 1000 ** power;
  return `${power > 0 && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${units[power]}`;
}
