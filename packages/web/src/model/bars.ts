/**
 * The bar of a run on the time axis: where it lies, how it ends, and in which parts of it the run
 * worked by itself rather than waited for the runs below it.
 */
import { timeToMs } from 'tracenest/wire';
import { fractionOf, type TimeScale } from './time-scale.js';
import { at, childrenOf, type TraceShape } from './trace-shape.js';

export type BarEnd = 'ended' | 'failed' | 'running' | 'placeholder';

export interface Bar {
  /** Fractions of the axis. */
  left: number;
  width: number;
  end: BarEnd;
  /** Fraction of the bar; null: the run tells of no first token. */
  firstToken: number | null;
}

/** Null: nothing is known of when the run was. */
export function barOf(shape: TraceShape, index: number, scale: TimeScale): Bar | null {
  const row = shape.rows[index];
  const startMs = at(shape.startMs, index);
  if (row === undefined || Number.isNaN(startMs)) return null;
  const endMs = endOf(shape, index, scale);
  const left = fractionOf(scale, startMs);
  return {
    left,
    width: Math.max(0, fractionOf(scale, endMs) - left),
    end:
      row.placeholder !== null
        ? 'placeholder'
        : row.status === 'error'
          ? 'failed'
          : row.status === 'pending'
            ? 'running'
            : 'ended',
    firstToken: firstTokenOf(row.first_token_time, row.offset_ms, startMs, endMs),
  };
}

/** A run without an end reaches to the end of the axis, a placeholder to the end of what is below it. */
function endOf(shape: TraceShape, index: number, scale: TimeScale): number {
  const startMs = at(shape.startMs, index);
  const endMs = at(shape.endMs, index);
  if (!Number.isNaN(endMs)) return Math.max(startMs, endMs);
  const axisEndMs = scale.startMs + scale.durationMs;
  if (shape.rows[index]?.placeholder === null) return axisEndMs;
  let lastMs = startMs;
  for (const child of childrenOf(shape, index)) {
    const childEndMs = at(shape.endMs, child);
    if (Number.isNaN(childEndMs)) return axisEndMs;
    lastMs = Math.max(lastMs, childEndMs);
  }
  return lastMs;
}

function firstTokenOf(time: string | null, offsetMs: number, startMs: number, endMs: number): number | null {
  if (time === null || endMs <= startMs) return null;
  const fraction = (timeToMs(time) + offsetMs - startMs) / (endMs - startMs);
  return fraction >= 0 && fraction <= 1 ? fraction : null;
}

export interface Part {
  /** Fractions of the bar. */
  from: number;
  to: number;
}

/** Gaps between children that are finer than this part of the bar cannot be seen. */
const FINEST = 1 / 200;

/**
 * Parts of a bar in which some child ran, merged where they touch. A child without an end runs
 * to the end of the bar.
 */
export function childParts(shape: TraceShape, index: number, scale: TimeScale): Part[] {
  const startMs = at(shape.startMs, index);
  const lengthMs = endOf(shape, index, scale) - startMs;
  if (!(lengthMs > 0)) return [];
  const parts: Part[] = [];
  for (const child of childrenOf(shape, index)) {
    const from = Math.max(0, (at(shape.startMs, child) - startMs) / lengthMs);
    const to = Math.min(1, (endOf(shape, child, scale) - startMs) / lengthMs);
    if (from < to) parts.push({ from, to });
  }
  return merge(parts.sort((a, b) => a.from - b.from));
}

function merge(parts: readonly Part[]): Part[] {
  const merged: Part[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (last !== undefined && part.from <= last.to + FINEST) last.to = Math.max(last.to, part.to);
    else merged.push({ ...part });
  }
  return merged;
}
