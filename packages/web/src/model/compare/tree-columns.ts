/**
 * What two traces are aligned by, as columns of numbers: they are handed to another thread at once,
 * where 200,000 rows would be copied one by one.
 */
import { stateOf } from '../run-look.js';
import type { TraceShape } from '../trace-shape.js';

export interface TreeColumns {
  parent: Int32Array;
  /** Index behind the last row below. */
  subtreeEnd: Int32Array;
  /** Indices in the words of both trees. */
  name: Int32Array;
  type: Int32Array;
  state: Int32Array;
}

export interface TwoTrees {
  /** Names, types and states, each once. */
  words: readonly string[];
  a: TreeColumns;
  b: TreeColumns;
}

export function columnsOf(a: TraceShape, b: TraceShape): TwoTrees {
  const words: string[] = [];
  const numbering = (): ((text: string) => number) => {
    const known = new Map<string, number>();
    return (text) => {
      const before = known.get(text);
      if (before !== undefined) return before;
      known.set(text, words.length);
      return words.push(text) - 1;
    };
  };
  const [nameOf, typeOf, wordOfState] = [numbering(), numbering(), numbering()];
  const columns = ({ rows, subtreeEnd }: TraceShape): TreeColumns => ({
    parent: Int32Array.from(rows, (row) => row.parent),
    // The page keeps its own.
    subtreeEnd: subtreeEnd.slice(),
    name: Int32Array.from(rows, (row) => nameOf(row.name)),
    type: Int32Array.from(rows, (row) => typeOf(row.run_type ?? '')),
    state: Int32Array.from(rows, (row) => wordOfState(stateOf(row))),
  });
  const [columnsA, columnsB] = [columns(a), columns(b)];
  return { words, a: columnsA, b: columnsB };
}

/** Indices of the rows at the top. */
export function topsOf({ parent }: Pick<TreeColumns, 'parent'>): number[] {
  const tops: number[] = [];
  parent.forEach((above, index) => {
    if (above < 0) tops.push(index);
  });
  return tops;
}
