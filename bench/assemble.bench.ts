/**
 * Putting a trace together: how long `assemble` takes for each run, for traces of very different
 * size and shape. The time per run must not grow with the trace. The sizes take turns, and a small
 * trace is assembled many times in each, so that a moment of noise does not decide.
 */
import { assemble } from '@tracenest/tree';
import type { SkeletonRun } from 'tracenest/wire';
import { median, printTable } from './rounds.js';

const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [1_000, 100_000, 1_000_000];
const rounds = 3;
const begin = Date.parse('2026-11-20T10:00:00Z');
const now = begin + 3_600_000;

/** Which earlier run each run names as its parent. */
const shapes: Record<string, (n: number) => number> = {
  'ten children each': (n) => Math.floor((n - 1) / 10),
  deep: (n) => n - 1,
  wide: () => 0,
};

interface Trace {
  shape: string;
  size: number;
  runs: SkeletonRun[];
  microsecondsPerRun: number[];
}

const largest = Math.max(...sizes);
for (const [shape, parentOf] of Object.entries(shapes)) {
  // One shape at a time: three times a million runs need not lie in memory together.
  const traces = sizes.map((size): Trace => ({ shape, size, runs: makeRuns(size, parentOf), microsecondsPerRun: [] }));
  // Once around that does not count, to have the code compiled; the largest would only take its time.
  for (const trace of traces) if (trace.size < largest || traces.length === 1) measure(trace, false);
  for (let round = 0; round < rounds; round++) for (const trace of traces) measure(trace, true);
  // Each shape as soon as it is measured: all of them take minutes.
  printTable(traces.map((trace) => rowOf(trace, traces[0])));
}

function measure({ size, runs, microsecondsPerRun }: Trace, counts: boolean): void {
  const times = Math.max(1, Math.round(largest / size / 20));
  globalThis.gc?.();
  const startMs = performance.now();
  for (let time = 0; time < times; time++) {
    const seen = assemble(runs, { now }).rows.length;
    if (seen !== size) throw new Error(`The trace has ${size} runs and the tree ${seen} rows.`);
  }
  if (counts) microsecondsPerRun.push(((performance.now() - startMs) * 1000) / times / size);
}

function rowOf({ shape, size, microsecondsPerRun }: Trace, first: Trace | undefined): Record<string, string | number> {
  const time = median(microsecondsPerRun);
  return {
    shape,
    runs: size,
    'µs per run': time,
    'ratio to the smallest': time / median(first?.microsecondsPerRun ?? []),
  };
}

/** Runs of one trace, in an order in which no parent comes before its children. */
function makeRuns(size: number, parentOf: (n: number) => number): SkeletonRun[] {
  const runs = Array.from({ length: size }, (_, n) => makeRun(n, n === 0 ? null : idOf(parentOf(n))));
  return runs.toReversed();
}

function makeRun(n: number, parent_run_id: string | null): SkeletonRun {
  return {
    id: idOf(n),
    trace_id: idOf(0),
    parent_run_id,
    span_id: null,
    parent_span_id: null,
    dotted_order: null,
    name: `run ${n}`,
    run_type: 'chain',
    status: 'success',
    start_time: new Date(begin + n).toISOString(),
    end_time: new Date(begin + 2_000_000).toISOString(),
    project: 'bench',
    dialect: 'langsmith',
    first_received: now - 60_000,
    last_received: now - 60_000,
    tracenest: null,
    service: null,
    usage: null,
    first_token_time: null,
    aliases: [],
    findings: [],
  };
}

function idOf(n: number): string {
  const digits = n.toString(16).padStart(8, '0');
  return `${digits}-0000-4000-8000-0000${digits}`;
}
