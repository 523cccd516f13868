/** Nodes with parents → rows: depth first, siblings in order (contract §4.5, §4.9). No recursion: traces may be deep. */
import { compareSiblings, type TreeNode } from './nodes.js';

/**
 * The nodes in the order of their rows, each with its row and its depth. `runs` are in the order of
 * siblings already; `places`, of runs that were not received, in any. Parents must not form rings.
 */
export function orderRows(runs: readonly TreeNode[], places: readonly TreeNode[]): TreeNode[] {
  const siblings = new SiblingLists(runs.length + places.length);
  for (const node of runs) siblings.add(node);
  for (const node of places) siblings.add(node);
  for (const parent of new Set(places.map((place) => place.parent))) siblings.sort(parent);

  const rows: TreeNode[] = [];
  const waiting: TreeNode[] = [];
  for (let node = siblings.firstBelow(null); node !== undefined; node = waiting.pop()) {
    node.row = rows.length;
    node.depth = node.parent === null ? 0 : node.parent.depth + 1;
    rows.push(node);
    const next = siblings.nextTo(node);
    if (next !== undefined) waiting.push(next);
    const child = siblings.firstBelow(node);
    if (child !== undefined) waiting.push(child);
  }
  return rows;
}

/** Chains of siblings by index of their nodes: an array for each of a million parents would cost more than the nodes. */
class SiblingLists {
  readonly #first: (TreeNode | undefined)[];
  readonly #last: (TreeNode | undefined)[];
  readonly #next: (TreeNode | undefined)[];
  readonly #top: number;

  constructor(nodes: number) {
    this.#first = Array.from({ length: nodes + 1 });
    this.#last = Array.from({ length: nodes + 1 });
    this.#next = Array.from({ length: nodes });
    this.#top = nodes;
  }

  /** Puts a node behind its siblings. */
  add(node: TreeNode): void {
    const parent = this.#indexOf(node.parent);
    const last = this.#last[parent];
    if (last === undefined) this.#first[parent] = node;
    else this.#next[last.index] = node;
    this.#last[parent] = node;
  }

  /** Puts the children of a node in order. */
  sort(parent: TreeNode | null): void {
    const children: TreeNode[] = [];
    for (let child = this.firstBelow(parent); child !== undefined; child = this.nextTo(child)) children.push(child);
    const sorted = children.toSorted(compareSiblings);
    this.#first[this.#indexOf(parent)] = sorted[0];
    sorted.forEach((child, position) => {
      this.#next[child.index] = sorted[position + 1];
    });
  }

  firstBelow(parent: TreeNode | null): TreeNode | undefined {
    return this.#first[this.#indexOf(parent)];
  }

  nextTo(node: TreeNode): TreeNode | undefined {
    return this.#next[node.index];
  }

  #indexOf(parent: TreeNode | null): number {
    return parent === null ? this.#top : parent.index;
  }
}
