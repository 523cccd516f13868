/** Where a moment stands on the time axis of a trace, and where the axis is labelled. */
import type { TraceShape } from './trace-shape.js';

export interface TimeScale {
  /** Milliseconds since 1970. */
  startMs: number;
  /** Never 0. */
  durationMs: number;
}

/** A trace of one moment still needs an axis to stand on. */
const SHORTEST_MS = 0.001;

/**
 * The axis of a trace.
 *
 * @param nowMs the server's clock, while runs of the trace may still grow; null: nothing grows
 */
export function timeScaleOf(shape: TraceShape, nowMs: number | null): TimeScale {
  if (Number.isNaN(shape.firstMs)) return { startMs: 0, durationMs: SHORTEST_MS };
  const endMs = nowMs === null ? shape.lastMs : Math.max(shape.lastMs, nowMs);
  return { startMs: shape.firstMs, durationMs: Math.max(SHORTEST_MS, endMs - shape.firstMs) };
}

/** 0 at the beginning of the axis, 1 at its end. */
export function fractionOf(scale: TimeScale, ms: number): number {
  return (ms - scale.startMs) / scale.durationMs;
}

export interface Tick {
  /** Milliseconds since the beginning of the axis. */
  ms: number;
  fraction: number;
}

/** Round moments on the axis: steps of 1, 2 or 5 of some power of ten, the beginning included. */
export function ticksOf(scale: TimeScale, most: number): Tick[] {
  const step = stepOf(scale.durationMs, most);
  const count = Math.floor(scale.durationMs / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, n) => ({ ms: n * step, fraction: (n * step) / scale.durationMs }));
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
