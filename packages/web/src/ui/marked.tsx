/** A text in which what was searched for is marked. */
import type { ReactNode } from 'react';

/** More would not help a reader and costs an element each. */
const MOST_MARKS = 200;

export function Marked({ text, marked }: { text: string; marked: string }): ReactNode {
  if (marked === '') return text;
  const pieces: ReactNode[] = [];
  // In some languages the lower case of a letter is longer than the letter: then places would not fit.
  const lower = text.toLowerCase();
  const [searched, wanted] = lower.length === text.length ? [lower, marked.toLowerCase()] : [text, marked];
  let from = 0;
  for (
    let at = searched.indexOf(wanted);
    at >= 0 && pieces.length < 2 * MOST_MARKS;
    at = searched.indexOf(wanted, from)
  ) {
    pieces.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + wanted.length)}</mark>);
    from = at + wanted.length;
  }
  return [...pieces, text.slice(from)];
}
