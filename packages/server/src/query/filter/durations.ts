/** Durations as filters write them. */
import type { Literal } from './syntax.js';

const secondsOf: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds as a number, or `"250ms"`, `"5s"`, `"2m"`, `"1.5h"`, `"1d"` → seconds; null for anything else. */
export function durationToSeconds(value: Exclude<Literal, null>): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return null;
  const [, digits, unit] = /^\s*(-?\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*$/.exec(value) ?? [];
  if (digits === undefined) return null;
  return Number(digits) * (secondsOf[unit ?? 's'] ?? 1);
}
