/** Runs that are filed under another project than their parent (contract §4.7). */
import { normalizeId } from 'tracenest/wire';
import { addFinding, refOf, type TreeNode } from './nodes.js';

/** Marks them. */
export function markOtherProjects(nodes: readonly TreeNode[]): void {
  for (const node of nodes) {
    const { parent } = node;
    const own = node.run?.project ?? null;
    const above = parent?.run?.project ?? null;
    if (parent === null || own === null || above === null || own === above) continue;
    // One named by name and one by id may be the same project.
    if ((normalizeId(own) === null) !== (normalizeId(above) === null)) continue;
    addFinding(node, 'other-project', { project: own, other: above, parent: refOf(parent) });
  }
}
