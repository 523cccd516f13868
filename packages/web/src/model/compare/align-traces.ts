/**
 * Which runs of two traces stand for each other. From the top down: where two runs are partners, their
 * children are aligned in order, by name, type, state and what is below them. What is left over on both
 * sides and is the same there has moved. Swapping the traces gives the same partners.
 */
import { at, childrenOf } from '../trace-shape.js';
import { alignLists } from './align-lists.js';
import { topsOf, type TreeColumns, type TwoTrees } from './tree-columns.js';
import { likeness, signsOf, type TreeSigns } from './tree-signs.js';

export interface Partners {
  /** For each row of the first trace its partner's index in the second, and the other way round; -1: none. */
  ofA: Int32Array;
  ofB: Int32Array;
  /** Rows of the second trace that stand at another place than their partners: only the uppermost of each. */
  movedB: ReadonlySet<number>;
}

export function alignTrees({ words, a, b }: TwoTrees): Partners {
  // Ties are broken by order: who comes first must not depend on who asks.
  const isSwapped = compareTrees(words, a, b) > 0;
  const [first, second] = isSwapped ? [b, a] : [a, b];
  const [signsA, signsB] = signsOf([first, second]);
  const pairing = new Pairing(first, second, signsA!, signsB!);
  pairing.pairLists(topsOf(first), topsOf(second));
  const moved = pairing.pairMoved();
  const { ofA, ofB } = pairing;
  if (!isSwapped) return { ofA, ofB, movedB: new Set(moved) };
  return { ofA: ofB, ofB: ofA, movedB: new Set(moved.map((row) => at(ofB, row))) };
}

/** The smaller one first, then the one whose first differing row ends earlier or has the smaller words. */
function compareTrees(words: readonly string[], a: TreeColumns, b: TreeColumns): number {
  if (a.name.length !== b.name.length) return a.name.length - b.name.length;
  for (let index = 0; index < a.name.length; index += 1) {
    const ends = at(a.subtreeEnd, index) - at(b.subtreeEnd, index);
    if (ends !== 0) return ends;
    for (const column of ['name', 'type', 'state'] as const) {
      const [left, right] = [at(a[column], index), at(b[column], index)];
      if (left !== right) return words[left]! < words[right]! ? -1 : 1;
    }
  }
  return 0;
}

class Pairing {
  readonly ofA: Int32Array;
  readonly ofB: Int32Array;
  readonly #a: TreeColumns;
  readonly #b: TreeColumns;
  readonly #signsA: TreeSigns;
  readonly #signsB: TreeSigns;

  constructor(a: TreeColumns, b: TreeColumns, signsA: TreeSigns, signsB: TreeSigns) {
    this.#a = a;
    this.#b = b;
    this.#signsA = signsA;
    this.#signsB = signsB;
    this.ofA = new Int32Array(a.name.length).fill(-1);
    this.ofB = new Int32Array(b.name.length).fill(-1);
  }

  /** Pairs the runs at the top, then level by level what is below partners. */
  pairLists(topsA: number[], topsB: number[]): void {
    // Who compares two traces means that they are two of a kind, whatever their first runs are called.
    if (topsA.length === 1 && topsB.length === 1) this.#pair(topsA[0]!, topsB[0]!);
    const open: [number[], number[]][] =
      topsA.length === 1 && topsB.length === 1
        ? [[[...childrenOf(this.#a, 0)], [...childrenOf(this.#b, 0)]]]
        : [[topsA, topsB]];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [listA, listB] = next;
      const partners = alignLists({
        lengthA: listA.length,
        lengthB: listB.length,
        isEqual: (a, b) => this.#isSame(listA[a]!, listB[b]!),
        score: (a, b) => this.#score(listA[a]!, listB[b]!),
      });
      partners.forEach((partner, index) => {
        if (partner < 0) return;
        const [a, b] = [listA[index]!, listB[partner]!];
        if (this.#isSame(a, b)) this.#pairWhole(a, b);
        else {
          this.#pair(a, b);
          open.push([[...childrenOf(this.#a, a)], [...childrenOf(this.#b, b)]]);
        }
      });
    }
  }

  /** Pairs what is the same at two places, the largest first; gives the rows of the second trace. */
  pairMoved(): number[] {
    const [alone, aloneInB] = [leftOver(this.ofA), leftOver(this.ofB)];
    const places = new Map<number, number[]>();
    for (const row of aloneInB.toReversed()) listIn(places, at(this.#signsB.whole, row)).push(row);
    const countInA = new Map<number, number>();
    for (const row of alone) count(countInA, at(this.#signsA.whole, row));
    const moved: number[] = [];
    const sizeOf = (row: number): number => at(this.#signsA.size, row);
    for (const row of alone.toSorted((left, right) => sizeOf(right) - sizeOf(left) || left - right)) {
      const sign = at(this.#signsA.whole, row);
      const there = places.get(sign) ?? [];
      // As a part of something larger that moved.
      if (at(this.ofA, row) >= 0) continue;
      // A run without runs below it looks like many others: only the one of its kind is known again.
      if (sizeOf(row) === 1 && (there.length !== 1 || countInA.get(sign) !== 1)) continue;
      const place = takeFree(there, (candidate) => at(this.ofB, candidate) < 0);
      if (place === undefined) continue;
      this.#pairWhole(row, place);
      moved.push(place);
    }
    return moved;
  }

  #pair(a: number, b: number): void {
    this.ofA[a] = b;
    this.ofB[b] = a;
  }

  /** Two subtrees that are the same, row by row. */
  #pairWhole(a: number, b: number): void {
    for (let row = 0; row < at(this.#a.subtreeEnd, a) - a; row += 1) this.#pair(a + row, b + row);
  }

  #isSame(a: number, b: number): boolean {
    return at(this.#signsA.whole, a) === at(this.#signsB.whole, b);
  }

  /** A name counts for more than a type, and both for more than what is below. */
  #score(a: number, b: number): number {
    const [signsA, signsB] = [this.#signsA, this.#signsB];
    const hasName = at(signsA.name, a) === at(signsB.name, b);
    const hasType = at(signsA.type, a) === at(signsB.type, b);
    if (!hasName && !hasType) return 0;
    const like = likeness(signsA, a, signsB, b);
    if (!hasName) return like >= RENAMED_FROM ? RENAMED * like : 0;
    if (!hasType) return NAMED + like / 2;
    const state = at(signsA.state, a) === at(signsB.state, b) ? SAME_STATE : 0;
    return NAMED_AND_TYPED + like + state + (this.#isSame(a, b) ? 1 : 0);
  }
}

const NAMED_AND_TYPED = 2;
const NAMED = 1.5;
const SAME_STATE = 0.2;
/** Less than half of what a name is worth, so that no name is given up for two new ones. */
const RENAMED = 0.7;
/** Below this likeness another name is another run. */
const RENAMED_FROM = 0.5;

function leftOver(partners: Int32Array): number[] {
  const rows: number[] = [];
  partners.forEach((partner, row) => {
    if (partner < 0) rows.push(row);
  });
  return rows;
}

function listIn(lists: Map<number, number[]>, key: number): number[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function count(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Takes the next that is free from the end of a list. */
function takeFree(list: number[], isFree: (row: number) => boolean): number | undefined {
  for (let row = list.pop(); row !== undefined; row = list.pop()) if (isFree(row)) return row;
  return undefined;
}
