/**
 * Which entries of two lists stand for each other, in order: the pairs whose scores add up to most.
 * Equal beginnings and ends are taken at once; between them only pairs near the diagonal are tried,
 * so that the work for long lists grows with their length and not with its square.
 */

export interface ListsToAlign {
  lengthA: number;
  lengthB: number;
  /** Nothing could fit better than these two. */
  isEqual: (a: number, b: number) => boolean;
  /** How well two entries fit; 0: not at all. */
  score: (a: number, b: number) => number;
  /** About how many pairs are tried; at least 24 to either side of the diagonal. Default: 1,500,000. */
  mostPairs?: number;
}

const MOST_PAIRS = 1_500_000;
/** Entries from the diagonal, for lists however long. */
const LEAST_REACH = 24;

/** For each entry of the first list the index of its partner in the second; -1: it has none. */
export function alignLists(lists: ListsToAlign): Int32Array {
  const { lengthA, lengthB, isEqual } = lists;
  const partners = new Int32Array(lengthA).fill(-1);
  const shorter = Math.min(lengthA, lengthB);
  let begin = 0;
  while (begin < shorter && isEqual(begin, begin)) {
    partners[begin] = begin;
    begin += 1;
  }
  let end = 0;
  while (end < shorter - begin && isEqual(lengthA - 1 - end, lengthB - 1 - end)) {
    partners[lengthA - 1 - end] = lengthB - 1 - end;
    end += 1;
  }
  if (begin + end < shorter) alignBetween(lists, begin, lengthA - end, lengthB - end, partners);
  return partners;
}

const PAIR = 1;
const SKIP_A = 2;
const SKIP_B = 3;

/** Fills in the partners of the entries from `begin` on, up to `endA` and `endB`. */
function alignBetween(lists: ListsToAlign, begin: number, endA: number, endB: number, partners: Int32Array): void {
  const { score, mostPairs = MOST_PAIRS } = lists;
  const countA = endA - begin;
  const countB = endB - begin;
  const slope = countB / countA;
  const reach = Math.max(LEAST_REACH, Math.floor(mostPairs / 2 / countA));
  const half = Math.min(Math.max(countA, countB), Math.max(reach, Math.ceil(slope) + 1));
  const width = 2 * half + 1;
  const firstOf = (row: number): number => Math.max(0, Math.round(row * slope) - half);
  const lastOf = (row: number): number => Math.min(countB, Math.round(row * slope) + half);
  const moves = new Uint8Array((countA + 1) * width);
  let above = new Float64Array(width);
  let best = new Float64Array(width);
  for (let row = 0; row <= countA; row += 1) {
    const first = firstOf(row);
    const firstAbove = row === 0 ? 0 : firstOf(row - 1);
    const lastAbove = row === 0 ? -1 : lastOf(row - 1);
    const last = lastOf(row);
    for (let column = first; column <= last; column += 1) {
      let most = column > first ? best[column - first - 1]! : -1;
      let move = SKIP_B;
      const place = column - firstAbove;
      if (column <= lastAbove && above[place]! > most) {
        most = above[place]!;
        move = SKIP_A;
      }
      if (place > 0 && column - 1 <= lastAbove) {
        const fit = score(begin + row - 1, begin + column - 1);
        // Where it is all the same, the earlier pair stands: what a run repeats once more comes last.
        if (fit > 0 && above[place - 1]! + fit > most) {
          most = above[place - 1]! + fit;
          move = PAIR;
        }
      }
      best[column - first] = Math.max(0, most);
      moves[row * width + column - first] = move;
    }
    [above, best] = [best, above];
  }
  let row = countA;
  let column = countB;
  while (row > 0 && column > 0) {
    const move = moves[row * width + column - firstOf(row)];
    if (move === PAIR) partners[begin + row - 1] = begin + column - 1;
    if (move !== SKIP_B) row -= 1;
    if (move !== SKIP_A) column -= 1;
  }
}
