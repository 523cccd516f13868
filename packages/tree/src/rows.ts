/** Nodes with parents → rows: depth first, siblings in order (contract §4.5, §4.9). No recursion: traces may be deep. */
import { compareSiblings, type TreeNode } from './nodes.js';

const NONE = -1;

/** The nodes in the order of their rows, each with its row and its depth. Parents must not form rings. */
export function orderRows(nodes: readonly TreeNode[]): TreeNode[] {
  const sorted = nodes.toSorted(compareSiblings);
  // Lists of siblings by position in `sorted`; made from the end, so that each begins with its first.
  const firstChild = new Int32Array(nodes.length).fill(NONE);
  const nextSibling = new Int32Array(nodes.length).fill(NONE);
  let top = NONE;
  for (let position = sorted.length - 1; position >= 0; position -= 1) {
    const parent = sorted[position]?.parent ?? null;
    nextSibling[position] = (parent === null ? top : firstChild[parent.index]) ?? NONE;
    if (parent === null) top = position;
    else firstChild[parent.index] = position;
  }

  const rows: TreeNode[] = [];
  const waiting = [top];
  for (let position = waiting.pop(); position !== undefined; position = waiting.pop()) {
    const node = sorted[position];
    if (node === undefined) continue;
    node.row = rows.length;
    node.depth = node.parent === null ? 0 : node.parent.depth + 1;
    rows.push(node);
    waiting.push(nextSibling[position] ?? NONE, firstChild[node.index] ?? NONE);
  }
  return rows;
}
