/** Which run is the root of the trace, where several name no parent (contract §4.3). */
import { addFinding, refsOf, type TreeNode } from './nodes.js';

/**
 * The first root; the others are marked. Null if no run without a parent was received. `runs` are in
 * the order of siblings.
 */
export function findRoot(runs: readonly TreeNode[]): TreeNode | null {
  const roots = runs.filter((node) => node.isRoot);
  const first = firstRoot(roots, runs);
  if (first === null || roots.length === 1) return first;
  const evidence = { n: roots.length, runs: refsOf([first, ...roots.filter((root) => root !== first)]) };
  for (const root of roots) if (root !== first) addFinding(root, 'two-roots', evidence);
  return first;
}

/** The run whose id is the trace id, else the earliest. */
function firstRoot(roots: readonly TreeNode[], runs: readonly TreeNode[]): TreeNode | null {
  const named = roots.filter(({ id, run }) => run !== null && run.trace_id === id);
  if (named.length < 2) return named[0] ?? roots[0] ?? null;
  // A run of another trace was found among these: most runs say which trace it is.
  const votes = new Map<string, number>();
  for (const { run } of runs) {
    const traceId = run?.trace_id ?? null;
    if (traceId !== null) votes.set(traceId, (votes.get(traceId) ?? 0) + 1);
  }
  return named.reduce((a, b) => ((votes.get(b.id) ?? 0) > (votes.get(a.id) ?? 0) ? b : a));
}
