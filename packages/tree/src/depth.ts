/** Traces so deep that it is said (contract §4.8). */
import { addFinding, type TreeNode } from './nodes.js';

/** Levels up to which nothing is said. */
const LIMIT = 100_000;

/** Marks the first run of a trace that is deeper. */
export function markTooDeep(rows: readonly TreeNode[]): void {
  let levels = 0;
  for (const { depth } of rows) levels = Math.max(levels, depth + 1);
  const first = levels > LIMIT ? rows.find(({ run }) => run !== null) : undefined;
  if (first !== undefined) addFinding(first, 'too-deep', { depth: levels, limit: LIMIT });
}
