/** Children that begin before their parent, or after its end, by clocks as they are corrected (contract §4.6). */
import { MAX_EARLY_MS, MAX_LATE_MS, type Clocks } from './clocks.js';
import { msBetween, roundMs } from './instants.js';
import { addFinding, refOf, type TreeNode } from './nodes.js';

/** Marks the runs that do not fit into the time of their parent. */
export function markMisfits(rows: readonly TreeNode[], { spanOf, offsetOf }: Clocks): void {
  for (const node of rows) {
    const { parent } = node;
    if (node.run === null || parent === null || parent.run === null) continue;
    const { start } = spanOf(node);
    const above = spanOf(parent);
    if (start === null) continue;
    const shift = offsetOf(node) - offsetOf(parent);
    const earlyMs = above.start === null ? 0 : msBetween(start, above.start) - shift;
    if (earlyMs > MAX_EARLY_MS) {
      addFinding(node, 'child-before-parent', { ms: roundMs(earlyMs), parent: refOf(parent) });
    }
    const lateMs = above.end === null ? 0 : msBetween(above.end, start) + shift;
    if (lateMs > MAX_LATE_MS) addFinding(node, 'late-child', { ms: roundMs(lateMs), parent: refOf(parent) });
  }
}
