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
  const ms = Date.parse(`${iso.slice(0, 19)}Z`);
  if (Number.isNaN(ms)) return null;
  const fraction = iso.length > 20 ? iso.slice(20, -1) : '';
  return { ms: ms + Number(fraction.slice(0, 3).padEnd(3, '0')), restMs: Number(`0.${fraction.slice(3)}`) };
}

/** Milliseconds from the first to the second, negative if the second is earlier. */
export function msBetween(from: Instant, to: Instant): number {
  return to.ms - from.ms + (to.restMs - from.restMs);
}

/** A length as it is reported: to the microsecond, without the noise of binary fractions. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
