/**
 * Which parent each run names (contract §1.5, §4.1): its parent id, else its dotted order. Runs
 * whose parent was not received are given back, for placeholders.ts to make a place.
 */
import { padSpanId } from 'tracenest/wire';
import { ancestorsOf, parentInOrder } from './ancestors.js';
import { addFinding, refOf, refsOf, type TreeNode } from './nodes.js';
import { isSameRun, type Locate, type Located } from './run-index.js';

/** A run whose parent was not received, and the id by which it names it. */
export interface Orphan {
  node: TreeNode;
  parentId: string;
}

/** Links every run to the parent it names, if that is present. */
export function linkParents(nodes: readonly TreeNode[], locate: Locate): Orphan[] {
  const orphans: Orphan[] = [];
  for (const node of nodes) {
    const byId = parentById(node);
    const byOrder = parentInOrder(node);
    const parentId = byId ?? byOrder;
    if (parentId === null) {
      node.isRoot = true;
      continue;
    }
    const located = decided(node, locate(parentId), locate);
    if (located.is === 'run') node.parent = located.node;
    else if (located.is === 'absent') orphans.push({ node, parentId });
    else
      addFinding(node, 'ambiguous-parent', {
        n: located.nodes.size,
        parent_id: parentId,
        candidates: refsOf(located.nodes),
      });
    if (byId !== null && byOrder !== null)
      compareWithOrder(node, { id: byId, located }, { id: byOrder, located: locate(byOrder) });
  }
  return orphans;
}

function parentById(node: TreeNode): string | null {
  const { run } = node;
  if (run === null) return null;
  return run.parent_run_id ?? (run.parent_span_id === null ? null : padSpanId(run.parent_span_id));
}

/** Of several runs with the span id, the one that the dotted order names. */
function decided(node: TreeNode, located: Located, locate: Locate): Located {
  if (located.is !== 'several') return located;
  const named = new Set<TreeNode>();
  for (const { id } of ancestorsOf(node).segments) {
    const ancestor = locate(id);
    if (ancestor.is === 'run' && located.nodes.has(ancestor.node)) named.add(ancestor.node);
  }
  const [only] = named;
  if (named.size === 1 && only !== undefined) return { is: 'run', node: only };
  const last = parentInOrder(node);
  const nearest = last === null ? null : locate(last);
  return nearest?.is === 'run' && named.has(nearest.node) ? nearest : located;
}

interface Said {
  id: string;
  located: Located;
}

/** The id wins; that the dotted order names another parent is worth knowing. */
function compareWithOrder(node: TreeNode, byId: Said, byOrder: Said): void {
  if (agree(byId, byOrder)) return;
  addFinding(node, 'order-disagrees', { parent: refOfSaid(byId), other: refOfSaid(byOrder) });
}

function agree(a: Said, b: Said): boolean {
  if (a.located.is === 'absent' || b.located.is === 'absent')
    return a.located.is === b.located.is && isSameRun(a.id, b.id);
  if (a.located.is === 'run') return mayBe(b.located, a.located.node);
  // Where neither says which of several it means, they cannot be held against each other.
  return b.located.is === 'several' || mayBe(a.located, b.located.node);
}

function mayBe(located: Located, node: TreeNode): boolean {
  return located.is === 'run' ? located.node === node : located.is === 'several' && located.nodes.has(node);
}

function refOfSaid(said: Said): ReturnType<typeof refOf> {
  return said.located.is === 'run' ? refOf(said.located.node) : { id: said.id, name: null };
}
