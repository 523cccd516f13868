/**
 * The bar of a run on the time axis: where it lies, how it ends, and in which parts of it the run
 * worked by itself rather than waited for the runs below it.
 */
import { fractionOf, type TimeScale } from './time-scale.js';
import { at, childrenOf, type TraceShape } from './trace-shape.js';

export type BarEnd = 'ended' | 'failed' | 'running' | 'unfinished' | 'placeholder';

export interface Bar {
  /** Fractions of the axis. */
  left: number;
  width: number;
  end: BarEnd;
  /** Fraction of the bar; null: the run tells of no first token. */
  firstToken: number | null;
}

/** Null: nothing is known of when the run was, or that is not on the axis. */
export function barOf(shape: TraceShape, index: number, scale: TimeScale): Bar | null {
  const row = shape.rows[index];
  const span = spanOn(shape, index, scale);
  if (row === undefined || span === null) return null;
  const left = fractionOf(scale, span.fromMs);
  return {
    left,
    width: Math.max(0, fractionOf(scale, span.toMs) - left),
    end: endOf(row),
    firstToken: firstTokenOf(at(shape.firstTokenMs, index), span.fromMs, span.toMs),
  };
}

function endOf({ placeholder, status, findings }: TraceShape['rows'][number]): BarEnd {
  if (placeholder !== null) return 'placeholder';
  if (status === 'error') return 'failed';
  if (status !== 'pending') return 'ended';
  return findings.includes('unfinished') ? 'unfinished' : 'running';
}

/** Parts of the axis by which a bar that goes on beyond it is drawn beyond it. */
const BEYOND = 0.02;

/** What of a run is on the axis: numbers far outside of it are none that a browser can draw. */
function spanOn(shape: TraceShape, index: number, scale: TimeScale): { fromMs: number; toMs: number } | null {
  const startMs = at(shape.startMs, index);
  if (Number.isNaN(startMs)) return null;
  const endMs = endMsOf(shape, index, scale);
  const axisEndMs = scale.startMs + scale.durationMs;
  if (endMs < scale.startMs || startMs > axisEndMs) return null;
  const beyondMs = scale.durationMs * BEYOND;
  return { fromMs: Math.max(startMs, scale.startMs - beyondMs), toMs: Math.min(endMs, axisEndMs + beyondMs) };
}

/**
 * When a run ended, or how far it is drawn: one without an end as far as anything is known, a
 * placeholder to the end of what is below it.
 */
export function endMsOf(shape: TraceShape, index: number, { untilMs }: Pick<TimeScale, 'untilMs'>): number {
  const startMs = at(shape.startMs, index);
  const endMs = at(shape.endMs, index);
  if (!Number.isNaN(endMs)) return Math.max(startMs, endMs);
  if (shape.rows[index]?.placeholder === null) return Math.max(startMs, untilMs);
  let lastMs = startMs;
  for (const child of childrenOf(shape, index)) {
    const childEndMs = at(shape.endMs, child);
    if (Number.isNaN(childEndMs)) return Math.max(startMs, untilMs);
    lastMs = Math.max(lastMs, childEndMs);
  }
  return lastMs;
}

function firstTokenOf(firstTokenMs: number, startMs: number, endMs: number): number | null {
  if (endMs <= startMs) return null;
  const fraction = (firstTokenMs - startMs) / (endMs - startMs);
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
  const span = spanOn(shape, index, scale);
  const lengthMs = span === null ? 0 : span.toMs - span.fromMs;
  if (span === null || !(lengthMs > 0)) return [];
  const parts: Part[] = [];
  // Not by `childrenOf`: a run may have 100,000 below it, and this is asked in every frame of a zoom.
  const end = at(shape.subtreeEnd, index);
  for (let child = index + 1; child < end; child = at(shape.subtreeEnd, child)) {
    const from = Math.max(0, (at(shape.startMs, child) - span.fromMs) / lengthMs);
    const to = Math.min(1, (endMsOf(shape, child, scale) - span.fromMs) / lengthMs);
    if (!(from < to)) continue;
    const last = parts.at(-1);
    // Most come in the order of their begins and touch the one before.
    if (last !== undefined && from >= last.from && from <= last.to + FINEST) last.to = Math.max(last.to, to);
    else parts.push({ from, to });
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
