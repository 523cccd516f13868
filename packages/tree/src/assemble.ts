/**
 * Puts the runs of a trace into one tree (contract §4): the one place where this is decided. Pure
 * and without recursion; the same set of runs gives the same tree, in whatever order they come.
 */
import { canonicalJson } from 'tracenest/wire';
import type { SkeletonRun } from 'tracenest/wire';
import { readClocks, type Clocks } from './clocks.js';
import { markTooDeep } from './depth.js';
import { linkRows, NO_LINKS } from './links.js';
import { addFinding, runNodes, type TreeNode } from './nodes.js';
import { linkParents, type Orphan } from './parents.js';
import { markPending, placeAbsentParents } from './placeholders.js';
import { isParentPending, lastArrivalOf, markUnfinished } from './processes.js';
import { markOtherProjects } from './projects.js';
import { markRepeatedUsage } from './repeated-usage.js';
import { cutRings } from './rings.js';
import { findRoot } from './roots.js';
import { findingsOf } from './row-findings.js';
import { orderRows } from './rows.js';
import { indexRuns } from './run-index.js';
import { markMisfits } from './times.js';
import type { TraceFacts, TraceTree, TreeFinding, TreeRow } from './trace-tree.js';

/** How a placeholder is called. */
export const NOT_RECEIVED = '(not received)';
/** How a run is called that was given no name. */
export const UNNAMED = '(unnamed)';

/**
 * The tree of a trace: every run in exactly one row, with the reason where its place is not
 * certain.
 *
 * @example
 * const { rows } = assemble(mergeTrace(received).map(toSkeleton), { now: Date.now() });
 */
export function assemble(runs: Iterable<SkeletonRun>, facts: TraceFacts): TraceTree {
  const received = runNodes(distinctRuns(runs));
  const locate = indexRuns(received);
  const lastArrival = lastArrivalOf(received, facts);

  const orphans = linkParents(received, locate);
  const places = placeAbsentParents(orphans, locate, received.length);
  const pending = new Set(orphans.filter((orphan) => isParentPending(orphan, facts, lastArrival)));
  markPending(orphans, (orphan) => pending.has(orphan));
  for (const orphan of orphans) reportOrphan(orphan, pending.has(orphan), facts);
  cutRings(received.concat(places), locate);
  const root = findRoot(received);

  const ordered = orderRows(received, places);
  const clocks = readClocks(ordered, root);
  markMisfits(ordered, clocks);
  markOtherProjects(ordered);
  markUnfinished(ordered, facts, lastArrival);
  markRepeatedUsage(ordered);
  markTooDeep(ordered);
  const rows = ordered.map((node) => rowOf(node, clocks));
  linkRows(rows, facts.linkedFrom);
  return { rows, findings: listFindings(rows), root: root?.row ?? -1 };
}

/** Each run once: the account that was completed last, whatever the order in which they come. */
function distinctRuns(runs: Iterable<SkeletonRun>): SkeletonRun[] {
  const byId = new Map<string, SkeletonRun>();
  for (const run of runs) {
    const held = byId.get(run.id);
    if (held === undefined || isLater(run, held)) byId.set(run.id, run);
  }
  return [...byId.values()];
}

function isLater(run: SkeletonRun, held: SkeletonRun): boolean {
  if (run.last_received !== held.last_received) return run.last_received > held.last_received;
  return canonicalJson(run) < canonicalJson(held);
}

function reportOrphan({ node, parentId }: Orphan, isPending: boolean, facts: TraceFacts): void {
  if (isPending) {
    addFinding(node, 'pending-parent', { parent_id: parentId });
    return;
  }
  const known = facts.elsewhere ?? {};
  const placed = node.parent?.id ?? parentId;
  const elsewhere = knownAt(known, parentId) ?? knownAt(known, placed);
  addFinding(node, 'missing-parent', { parent_id: parentId, elsewhere });
}

function knownAt<Value>(record: Readonly<Record<string, Value>>, key: string): Value | null {
  return Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}

function rowOf(node: TreeNode, clocks: Clocks): TreeRow {
  const { run } = node;
  return {
    id: node.id,
    parent: node.parent?.row ?? -1,
    depth: node.depth,
    placeholder: run !== null ? null : node.isPending ? 'pending' : 'missing',
    name: run === null ? NOT_RECEIVED : run.name || UNNAMED,
    run_type: run?.run_type ?? null,
    status: run?.status ?? null,
    start_time: run?.start_time ?? node.time,
    end_time: run?.end_time ?? null,
    offset_ms: clocks.offsetOf(node),
    run,
    findings: findingsOf(node),
    links: NO_LINKS,
    linked_from: NO_LINKS,
  };
}

function listFindings(rows: readonly TreeRow[]): TreeFinding[] {
  return rows.flatMap((row) => row.findings.map((finding) => ({ ...finding, run_id: row.id })));
}
