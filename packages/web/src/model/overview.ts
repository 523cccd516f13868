/**
 * A whole trace in one line: for each column of time how deep its calls went, and of which type the
 * deepest was. One pass over the rows, whatever their number: each column is painted once.
 */
import { endMsOf } from './bars.js';
import { toneOf, type Tone } from './run-look.js';
import { fractionOf, type TimeScale } from './time-scale.js';
import { at, type TraceShape } from './trace-shape.js';

/** Columns of one height and tone. */
export interface Block {
  from: number;
  /** The first column behind it. */
  to: number;
  /** Levels, from 1. */
  height: number;
  tone: Tone;
}

export interface Overview {
  columns: number;
  /** Of the deepest call; never 0. */
  levels: number;
  blocks: readonly Block[];
  /** Columns in which a run failed, ascending. */
  failed: readonly number[];
}

/**
 * An axis at most a sixteenth longer than one that grows, the same for a while: a large trace is not
 * painted anew with every tick of the clock.
 */
export function steadyScale(whole: TimeScale): TimeScale {
  const stepMs = 2 ** Math.floor(Math.log2(whole.durationMs / 16));
  const durationMs = Math.ceil(whole.durationMs / stepMs) * stepMs;
  return { ...whole, durationMs, untilMs: whole.startMs + durationMs };
}

export function overviewOf(shape: TraceShape, scale: TimeScale, columns: number): Overview {
  const deepest = new Int32Array(columns).fill(-1);
  /** The next column at or behind this one that is not painted yet. */
  const next = Int32Array.from({ length: columns + 1 }, (_, column) => column);
  const failed = new Uint8Array(columns);
  const columnOf = (ms: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor(fractionOf(scale, ms) * columns)));
  let levels = 1;
  for (const index of deepestFirst(shape)) {
    const startMs = at(shape.startMs, index);
    if (Number.isNaN(startMs)) continue;
    const row = shape.rows[index];
    const endMs = endMsOf(shape, index, scale);
    const last = columnOf(endMs);
    if (row?.status === 'error') failed[last] = 1;
    levels = Math.max(levels, (row?.depth ?? 0) + 1);
    for (let column = unpainted(next, columnOf(startMs)); column <= last; column = unpainted(next, column)) {
      deepest[column] = index;
      next[column] = column + 1;
    }
  }
  return {
    columns,
    levels,
    blocks: blocksOf(shape, deepest),
    failed: [...failed.keys()].filter((c) => failed[c] === 1),
  };
}

/** Indices of all rows, by depth. */
function deepestFirst({ rows }: TraceShape): Int32Array {
  const ends: number[] = [];
  for (const { depth } of rows) ends[depth] = (ends[depth] ?? 0) + 1;
  let end = rows.length;
  for (let depth = 0; depth < ends.length; depth += 1) {
    const count = ends[depth] ?? 0;
    ends[depth] = end;
    end -= count;
  }
  const order = new Int32Array(rows.length);
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const depth = rows[index]?.depth ?? 0;
    const place = (ends[depth] ?? 0) - 1;
    ends[depth] = place;
    order[place] = index;
  }
  return order;
}

function unpainted(next: Int32Array, column: number): number {
  let found = column;
  while (at(next, found) !== found) found = at(next, found);
  // The way is made short for those who go it next.
  for (let on = column; on !== found;) {
    const after = at(next, on);
    next[on] = found;
    on = after;
  }
  return found;
}

function blocksOf({ rows }: TraceShape, deepest: Int32Array): Block[] {
  const blocks: Block[] = [];
  deepest.forEach((index, column) => {
    const row = rows[index];
    if (row === undefined) return;
    const [height, tone] = [row.depth + 1, toneOf(row.run_type)];
    const last = blocks.at(-1);
    if (last?.to === column && last.height === height && last.tone === tone) last.to += 1;
    else blocks.push({ from: column, to: column + 1, height, tone });
  });
  return blocks;
}
