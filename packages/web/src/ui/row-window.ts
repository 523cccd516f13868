/** Which of equally high rows exist: those in the window and a few around it. */

/** What of a list is in the window, in rows. */
export interface RowWindow {
  first: number;
  rows: number;
  /** To add to the index of a row to get the number of the element that it may be drawn in. */
  shift: number;
}

/** All lengths in pixels. `before`: the window that was drawn; the same object where nothing changed. */
export function rowWindow(scrollTop: number, height: number, rowHeight: number, before?: RowWindow): RowWindow {
  // A browser that lets a list be pulled beyond its beginning gives a negative place.
  const first = Math.max(0, Math.floor(scrollTop / rowHeight));
  const rows = height > 0 ? Math.ceil(height / rowHeight) + 1 : 0;
  if (before === undefined) return { first, rows, shift: 0 };
  const moved = first - before.first;
  if (moved === 0 && rows === before.rows) return before;
  // Where few rows stay, the elements stay in their order and take other rows, which costs less than
  // new elements; where most stay, each keeps its own.
  const isFar = Math.abs(moved) > rows / 3;
  return { first, rows, shift: isFar ? before.shift - moved : before.shift };
}

/**
 * Rows that exist on either side of the window, so that a browser which scrolls before the page has
 * answered shows rows. Each costs a part of every frame in which the reader scrolls or zooms.
 */
const AROUND = 5;

/** The first row that exists, and the one behind the last. */
export function existingRows(count: number, { first, rows }: RowWindow): [from: number, to: number] {
  if (rows === 0) return [0, 0];
  // A list may have become shorter than what is scrolled to.
  const top = Math.min(first, Math.max(0, count - rows));
  return [Math.max(0, top - AROUND), Math.min(count, top + rows + AROUND)];
}

/** Where to scroll so that a row is wholly in the window, by the shortest way; `head`: what stays above the rows. */
export function scrolledToShow(
  index: number,
  { scrollTop, height, head, rowHeight }: { scrollTop: number; height: number; head: number; rowHeight: number },
): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight + head - height);
}
