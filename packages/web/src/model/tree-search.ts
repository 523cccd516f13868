/** Which runs of a trace are found by a text: by their names here, by their contents as the server says. */
import { formatExactly, formatQuantity } from './words.js';
import type { TraceShape } from './trace-shape.js';

export interface Hits {
  /** Indices of the rows, ascending. */
  indices: readonly number[];
  /** By row: 1 where it was found. */
  isHit: Uint8Array;
  /** Of these found by name, or by the whole id. */
  byName: number;
}

/** @param contentIds runs that the server found by what was recorded of them */
export function hitsOf(shape: TraceShape, sought: string, contentIds: readonly string[]): Hits {
  const { rows } = shape;
  const isHit = new Uint8Array(rows.length);
  const wanted = sought.trim().toLowerCase();
  const known = new Map<string, boolean>();
  let byName = 0;
  rows.forEach(({ name, id }, index) => {
    // In a large trace many runs have one name.
    let fits = known.get(name);
    if (fits === undefined) known.set(name, (fits = name.toLowerCase().includes(wanted)));
    if (!fits && id !== wanted) return;
    isHit[index] = 1;
    byName += 1;
  });
  for (const id of contentIds) {
    const index = shape.indexById.get(id);
    if (index !== undefined) isHit[index] = 1;
  }
  const indices: number[] = [];
  isHit.forEach((hit, index) => {
    if (hit === 1) indices.push(index);
  });
  return { indices, isHit, byName };
}

/** Index of the next or previous hit from the row at `current`, around the end; null: there is none. */
export function hitFrom({ indices }: Hits, current: number, by: 1 | -1): number | null {
  const next =
    by === 1
      ? (indices.find((index) => index > current) ?? indices[0])
      : (indices.findLast((index) => index < current) ?? indices.at(-1));
  return next ?? null;
}

/** `3 of 12`, `12 runs`, `no run`: where the row at `current` stands among the hits. */
export function hitWords({ indices }: Hits, current: number): string {
  if (indices.length === 0) return 'no run';
  const place = indices.indexOf(current);
  if (place === -1) return formatQuantity(indices.length, 'run');
  return `${formatExactly(place + 1)} of ${formatExactly(indices.length)}`;
}

/** `9 by name, 3 by contents`: how they were found. */
export function foundWords({ indices, byName }: Hits): string {
  const byContents = indices.length - byName;
  if (byContents === 0) return `${formatExactly(byName)} by name`;
  return `${formatExactly(byName)} by name, ${formatExactly(byContents)} by contents alone`;
}
