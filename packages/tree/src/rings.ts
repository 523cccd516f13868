/**
 * Rings of runs that name each other as parents (contract §4.4). Each is cut above the run that
 * starts first, which hangs from the nearest ancestor that its dotted order names and that is
 * present and not below it; else it stands at the top level.
 *
 * "Below" is answered without walking: all that leads into a ring is below the run at which the
 * ring is cut, so it is enough to know the ring into which each node leads, and which ring was
 * hung below which (a union-find).
 */
import { ancestorsOf } from './ancestors.js';
import { addFinding, compareSiblings, refsOf, type TreeNode } from './nodes.js';
import type { Locate } from './run-index.js';

/** Nodes that lead to the top level, as opposed to one of the rings. */
const TOP = 0;

interface Ring {
  /** Number of the ring, from 1. */
  number: number;
  /** In the order of parents: each is the parent of the one before. */
  nodes: TreeNode[];
  /** The run that starts first. */
  first: TreeNode;
}

/** Cuts every ring, so that all parents lead to the top level. */
export function cutRings(nodes: readonly TreeNode[], locate: Locate): void {
  const { rings, leadsTo } = findRings(nodes);
  const hungBelow = new Int32Array(rings.length + 1).map((_, ring) => ring);
  for (const ring of rings.toSorted((a, b) => compareSiblings(a.first, b.first))) {
    report(ring);
    const isBelow = (node: TreeNode): boolean => topOf(hungBelow, leadsTo[node.index] ?? TOP) === ring.number;
    const parent = nearestAncestor(ring.first, locate, isBelow);
    ring.first.parent = parent;
    hungBelow[ring.number] = parent === null ? TOP : topOf(hungBelow, leadsTo[parent.index] ?? TOP);
  }
}

function findRings(nodes: readonly TreeNode[]): { rings: Ring[]; leadsTo: Int32Array } {
  const unseen = -1;
  const walking = -2;
  const rings: Ring[] = [];
  const leadsTo = new Int32Array(nodes.length).fill(unseen);
  for (const start of nodes) {
    const path: TreeNode[] = [];
    let node: TreeNode | null = start;
    while (node !== null && leadsTo[node.index] === unseen) {
      leadsTo[node.index] = walking;
      path.push(node);
      node = node.parent;
    }
    let end = node === null ? TOP : (leadsTo[node.index] ?? TOP);
    if (node !== null && end === walking) {
      end = rings.length + 1;
      rings.push(ringOf(path.slice(path.indexOf(node)), end));
    }
    for (const passed of path) leadsTo[passed.index] = end;
  }
  return { rings, leadsTo };
}

function ringOf(nodes: TreeNode[], number: number): Ring {
  // A placeholder has nothing to hang from; rings of placeholders alone are made by contradicting orders.
  const runs = nodes.filter((node) => node.run !== null);
  const first = (runs.length > 0 ? runs : nodes).reduce((a, b) => (compareSiblings(b, a) < 0 ? b : a));
  return { number, nodes, first };
}

function topOf(hungBelow: Int32Array, ring: number): number {
  let top = ring;
  while (hungBelow[top] !== top) top = hungBelow[top] ?? TOP;
  // Shorten the way for those who ask next.
  for (let step = ring; step !== top;) {
    const next = hungBelow[step] ?? TOP;
    hungBelow[step] = top;
    step = next;
  }
  return top;
}

function nearestAncestor(node: TreeNode, locate: Locate, isBelow: (node: TreeNode) => boolean): TreeNode | null {
  const { segments } = ancestorsOf(node);
  for (let i = segments.length - 1; i >= 0; i -= 1) {
    const located = locate(segments[i]?.id ?? '');
    if (located.is === 'run' && !isBelow(located.node)) return located.node;
  }
  return null;
}

function report({ nodes, first }: Ring): void {
  const start = nodes.indexOf(first);
  const runs = [...nodes.slice(start), ...nodes.slice(0, start)].filter((node) => node.run !== null);
  if (nodes.length === 1 && runs.length === 1) {
    addFinding(first, 'self-parent', { parent_id: first.id });
    return;
  }
  const evidence = { n: runs.length, runs: refsOf(runs) };
  for (const run of runs) addFinding(run, 'cycle', evidence);
}
