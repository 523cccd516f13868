/**
 * What two trees are compared by: a number for each row that is the same exactly where name, type,
 * state and everything below are, and a few bits that tell how much alike two subtrees are.
 */
import { at, childrenOf } from '../trace-shape.js';
import type { TreeColumns } from './tree-columns.js';

export interface TreeSigns {
  /** Same number: same name, type and state, and the same for all rows below, in order. */
  whole: Int32Array;
  name: Int32Array;
  type: Int32Array;
  state: Int32Array;
  /** Rows of the subtree, itself included. */
  size: Int32Array;
  /** One bit for each name that stands directly below; two names may share one. */
  below: Int32Array;
}

/** The signs of trees that are compared with each other: they count as one. */
export function signsOf(trees: readonly TreeColumns[]): TreeSigns[] {
  const runs = new Map<string, number>();
  const wholes = new Map<number, number>();
  return trees.map((tree) => {
    const { name, type, state, subtreeEnd } = tree;
    const count = name.length;
    const signs: TreeSigns = {
      whole: new Int32Array(count),
      name,
      type,
      state,
      size: subtreeEnd.map((end, index) => end - index),
      below: new Int32Array(count),
    };
    // Backwards, so that all below a row is known before the row.
    for (let index = count - 1; index >= 0; index -= 1) {
      const run = `${at(name, index)},${at(type, index)},${at(state, index)}`;
      let whole = numberOf(wholes, joined(numberOf(runs, run), BEGIN));
      for (const child of childrenOf(tree, index)) {
        whole = numberOf(wholes, joined(whole, at(signs.whole, child)));
        signs.below[index] = at(signs.below, index) | (1 << (at(name, child) % BITS));
      }
      signs.whole[index] = numberOf(wholes, joined(whole, END));
    }
    return signs;
  });
}

const BITS = 31;

/** More numbers than two traces have; two of them still fit into a double exactly. */
const LIMIT = 2 ** 26;

/** Before the first child and behind the last: no number is that large. */
const BEGIN = LIMIT - 2;
const END = LIMIT - 1;

function joined(left: number, right: number): number {
  return left * LIMIT + right;
}

function numberOf<Key>(known: Map<Key, number>, key: Key): number {
  const before = known.get(key);
  if (before !== undefined) return before;
  known.set(key, known.size);
  return known.size - 1;
}

/** How much alike what is below two rows is, from 0 to 1. */
export function likeness(signsA: TreeSigns, a: number, signsB: TreeSigns, b: number): number {
  const [sizeA, sizeB] = [at(signsA.size, a), at(signsB.size, b)];
  if (sizeA === 1 && sizeB === 1) return 1;
  const [belowA, belowB] = [at(signsA.below, a), at(signsB.below, b)];
  const names = bitsIn(belowA & belowB) / Math.max(1, bitsIn(belowA | belowB));
  return (names + Math.min(sizeA, sizeB) / Math.max(sizeA, sizeB)) / 2;
}

function bitsIn(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
