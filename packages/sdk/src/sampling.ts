/**
 * Which traces are recorded where only a part of them is. Decided once, where a trace begins, by its
 * id: whoever asks again, in another thread or at the export of a span, gets the same answer. Runs
 * below follow, in other processes by the flag in `tracestate`.
 */

const DIGITS = 13;
const VALUES = 16 ** DIGITS;

/**
 * Whether a trace is recorded.
 *
 * @param traceId the end of it is random in every kind of id that is in use.
 * @param rate the part of all traces that is, 0 to 1.
 */
export function isSampled(traceId: string, rate: number): boolean {
  if (rate >= 1) return true;
  return Number.parseInt(traceId.replaceAll('-', '').slice(-DIGITS), 16) / VALUES < rate;
}

/** Whether a number can be a rate. */
export function isRate(value: number): boolean {
  return value >= 0 && value <= 1;
}
