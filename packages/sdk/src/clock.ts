/**
 * Times of runs: real microseconds since 1970, as whole numbers. Starts are strictly increasing
 * within the process, so that siblings sort in the order in which they were made.
 */
import { processState } from './process-state.js';

/** The wall clock went back this far: times follow it, even if siblings then sort wrongly. */
const STEP_BACK_US = 1_000_000;

/**
 * Now. The digits below a millisecond come from the steady clock, the rest from the wall clock:
 * so it never disagrees with a `Date.now()` that another tracer in this process writes.
 */
export function nowUs(): number {
  const wallMs = Date.now();
  const fineMs = performance.timeOrigin + performance.now() - wallMs;
  const partUs = Math.min(999, Math.max(0, Math.floor(fineMs * 1000)));
  return wallMs * 1000 + partUs;
}

/** The start of a run that begins now: later than every start given out before. */
export function nextStartUs(): number {
  const now = nowUs();
  const last = processState.lastStartUs;
  const start = now > last || last - now > STEP_BACK_US ? now : last + 1;
  processState.lastStartUs = start;
  return start;
}
