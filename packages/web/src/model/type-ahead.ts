/** Letters typed in the tree: on to the next visible run whose name begins with them. */
import type { VisibleRows } from './visible-rows.js';

/** Letters that come later than this after the last one begin a new word. Milliseconds. */
export const TYPED_TOGETHER_MS = 800;

/**
 * Place of the run to go to from the one at `current`; -1: there is none. One letter again and again
 * goes through all runs that begin with it; a longer word may be that of the current run.
 */
export function typeAhead(rows: VisibleRows, current: number, typed: string): number {
  const letters = [...typed.toLowerCase()];
  const isOneLetter = letters.every((letter) => letter === letters[0]);
  const wanted = isOneLetter ? (letters[0] ?? '') : letters.join('');
  if (wanted === '') return -1;
  const first = isOneLetter ? current + 1 : Math.max(0, current);
  for (let step = 0; step < rows.count; step += 1) {
    const position = (first + step) % rows.count;
    if (rows.line(position)?.row.name.trimStart().toLowerCase().startsWith(wanted) === true) return position;
  }
  return -1;
}

/** Whether a key is a letter that a name may hold. */
export function isLetter(key: string): boolean {
  return [...key].length === 1 && key.trim() !== '' && key !== '*';
}
