/** A trace in a few figures, from its assembled rows. */
import type { ExplainedFinding, TraceAnswer, TraceRowAnswer } from './answers.js';
import { isGrave } from './findings.js';
import { shiftedClocks, type ShiftedClock } from './shifted-clocks.js';
import { at, rootIndexOf, timeText, type TraceShape } from './trace-shape.js';

export interface TraceFigures {
  /** The row that stands for the trace; undefined: it has no rows. */
  root: TraceRowAnswer | undefined;
  /** When the root began, by its own clock; null: not known. */
  startTime: string | null;
  /** Of the root; while that has not been received, of the first run that has. */
  name: string;
  /** Of the root run; where that is unknown, of everything known. NaN: no times at all. Milliseconds. */
  durationMs: number;
  runCount: number;
  failedCount: number;
  /** Runs that others name as their parent and that were never received. */
  missingCount: number;
  /** Those that a reader should act on. */
  graveFindings: readonly ExplainedFinding[];
  otherFindings: readonly ExplainedFinding[];
  shiftedClocks: readonly ShiftedClock[];
}

/** @param nowMs the server's clock: until then a running root has lasted */
export function figuresOf(answer: Pick<TraceAnswer, 'findings'>, shape: TraceShape, nowMs: number): TraceFigures {
  const root = rootIndexOf(shape);
  const received = shape.rows.filter((row) => row.placeholder === null);
  return {
    root: shape.rows[root],
    startTime: timeText(at(shape.startMs, root) - (shape.rows[root]?.offset_ms ?? 0)),
    name: nameOf(shape.rows[root], received[0]),
    durationMs: durationOf(shape, root, nowMs),
    runCount: received.length,
    failedCount: received.filter((row) => row.status === 'error').length,
    missingCount: shape.rows.filter((row) => row.placeholder === 'missing').length,
    graveFindings: answer.findings.filter(isGrave),
    otherFindings: answer.findings.filter((finding) => !isGrave(finding)),
    shiftedClocks: shiftedClocks(answer.findings),
  };
}

function nameOf(root: TraceRowAnswer | undefined, first: TraceRowAnswer | undefined): string {
  const named = root?.placeholder === null ? root : (first ?? root);
  return named?.name ?? '';
}

function durationOf(shape: TraceShape, root: number, nowMs: number): number {
  const startMs = at(shape.startMs, root);
  const row = shape.rows[root];
  if (row === undefined || row.placeholder !== null || Number.isNaN(startMs)) return shape.lastMs - shape.firstMs;
  return rowDurationMs(shape, root, nowMs);
}

/** How long the run of a row took, or has taken until now. NaN: unknown. Milliseconds. */
export function rowDurationMs(shape: TraceShape, index: number, nowMs: number): number {
  const endMs = at(shape.endMs, index);
  const isRunning = shape.rows[index]?.status === 'pending';
  return Math.max(0, (Number.isNaN(endMs) && isRunning ? nowMs : endMs) - at(shape.startMs, index));
}
