/** Where a moment stands on the time axis of a trace, and where the axis is labelled. */
import type { TraceShape } from './trace-shape.js';

export interface TimeScale {
  /** Milliseconds since 1970. */
  startMs: number;
  /** Never 0. */
  durationMs: number;
  /** What labels count from: the beginning of the trace. */
  originMs: number;
  /** Where runs that still run have come to. */
  untilMs: number;
}

/** A trace of one moment still needs an axis to stand on. */
const SHORTEST_MS = 0.001;

/**
 * The axis of a trace.
 *
 * @param nowMs the server's clock, while runs of the trace may still grow; null: nothing grows
 */
export function timeScaleOf(shape: TraceShape, nowMs: number | null): TimeScale {
  if (Number.isNaN(shape.firstMs)) return { startMs: 0, durationMs: SHORTEST_MS, originMs: 0, untilMs: SHORTEST_MS };
  const endMs = nowMs === null ? shape.lastMs : Math.max(shape.lastMs, nowMs);
  const durationMs = Math.max(SHORTEST_MS, endMs - shape.firstMs);
  return { startMs: shape.firstMs, durationMs, originMs: shape.firstMs, untilMs: shape.firstMs + durationMs };
}

/** 0 at the beginning of the axis, 1 at its end. */
export function fractionOf(scale: TimeScale, ms: number): number {
  return (ms - scale.startMs) / scale.durationMs;
}

export interface Tick {
  /** Milliseconds since the beginning of the trace. */
  ms: number;
  /** Of the axis. */
  fraction: number;
}

/** The round moments of an axis: multiples of a step of 1, 2 or 5 of some power of ten. */
export interface Ticks {
  stepMs: number;
  list: readonly Tick[];
}

export function ticksOf(scale: TimeScale, most: number): Ticks {
  const stepMs = stepOf(scale.durationMs, most);
  const fromMs = scale.startMs - scale.originMs;
  // A hair's breadth, since steps are not always exact.
  const first = Math.ceil(fromMs / stepMs - 1e-6);
  const last = Math.floor((fromMs + scale.durationMs) / stepMs + 1e-6);
  const list = Array.from({ length: Math.max(0, last - first + 1) }, (_, n): Tick => {
    const ms = (first + n) * stepMs;
    return { ms, fraction: (ms - fromMs) / scale.durationMs };
  });
  return { stepMs, list };
}

/** Minutes and hours are rounded to what a clock shows. */
const CLOCK_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000);

function stepOf(durationMs: number, most: number): number {
  const least = durationMs / Math.max(1, most);
  const clock = least >= 1000 ? CLOCK_STEPS_MS.find((step) => step >= least) : undefined;
  if (clock !== undefined) return clock;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}
