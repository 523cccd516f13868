/**
 * Differences of times, exact to the nanosecond: a number of milliseconds since 1970 cannot hold
 * nanoseconds of our day, and findings such as `late-child` have sharp limits.
 */

/** A point in time: whole milliseconds since 1970 and the rest as a part of one (0 ≤ restMs < 1). */
export interface Instant {
  ms: number;
  restMs: number;
}

/** A time in normal form as an instant; null for what is not one. */
export function instantOf(iso: string | null): Instant | null {
  if (iso === null) return null;
  if (lastSecond === '' || !iso.startsWith(lastSecond)) {
    const second = iso.slice(0, 19);
    const ms = Date.parse(`${second}Z`);
    if (Number.isNaN(ms)) return null;
    if (second.length < 19) return { ms, restMs: 0 };
    lastSecond = second;
    lastSecondMs = ms;
  }
  let ms = lastSecondMs;
  let rest = 0;
  let scale = 1;
  for (let at = 20; at < iso.length - 1; at += 1) {
    const digit = iso.charCodeAt(at) - CODE_0;
    if (digit < 0 || digit > 9) return null;
    if (at < 23) {
      ms += digit * (at === 20 ? 100 : at === 21 ? 10 : 1);
    } else {
      rest = rest * 10 + digit;
      scale *= 10;
    }
  }
  return { ms, restMs: rest / scale };
}

// Runs begin and end in the same second most of the time, and reading a date costs the most.
let lastSecond = '';
let lastSecondMs = Number.NaN;
const CODE_0 = 48;

/** Milliseconds from the first to the second, negative if the second is earlier. */
export function msBetween(from: Instant, to: Instant): number {
  return to.ms - from.ms + (to.restMs - from.restMs);
}

/** A length as it is reported: to the microsecond, without the noise of binary fractions. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
