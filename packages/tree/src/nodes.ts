/**
 * The working form of a row while the tree is put together: a run, or the place of one that was
 * not received, with a link to its parent. Every choice between nodes is made by
 * `compareSiblings`, never by the order of arrival, so that the same set gives the same tree.
 */
import { normalizeTime, ownSegmentOf } from 'tracenest/wire';
import type { Finding, Json, SkeletonRun } from 'tracenest/wire';
import { findingEntry } from './findings.js';

export interface TreeNode {
  /** Position in the list of nodes: for tables beside it. */
  index: number;
  id: string;
  /** Null: a placeholder. */
  run: SkeletonRun | null;
  /** Time of the dotted order's own segment, else the start. ISO 8601 in UTC. */
  time: string | null;
  /** The time without its Z: a shorter fraction is then a prefix of a longer one, and times compare as text. */
  timeKey: string | null;
  /** Dotted order, as far as it is known. */
  order: string | null;
  parent: TreeNode | null;
  /** Names no parent: neither by id nor by dotted order. */
  isRoot: boolean;
  /** Placeholders: a child below still waits for it. */
  isPending: boolean;
  findings: Finding[];
  /** Position and level in the finished tree. */
  row: number;
  depth: number;
}

/** Runs as nodes that are not placed yet, in one order whatever the order of the runs. */
export function runNodes(runs: readonly SkeletonRun[]): TreeNode[] {
  const nodes = runs.map(runNode).toSorted(compareSiblings);
  nodes.forEach((node, index) => {
    node.index = index;
  });
  return nodes;
}

function runNode(run: SkeletonRun): TreeNode {
  const order = run.dotted_order;
  const said = order === null ? null : (ownSegmentOf(order)?.time ?? null);
  return emptyNode(run.id, 0, run, said ?? normalizeTime(run.start_time), order);
}

/** The place of a run that was named but not received. */
export function placeholderNode(id: string, index: number, time: string | null, order: string | null): TreeNode {
  return emptyNode(id, index, null, time, order);
}

function emptyNode(
  id: string,
  index: number,
  run: SkeletonRun | null,
  time: string | null,
  order: string | null,
): TreeNode {
  return {
    index,
    id,
    run,
    time,
    timeKey: timeKeyOf(time),
    order,
    parent: null,
    isRoot: false,
    isPending: false,
    findings: [],
    row: -1,
    depth: 0,
  };
}

/** Gives a placeholder its time, once that is known. */
export function setTime(node: TreeNode, time: string | null): void {
  node.time = time;
  node.timeKey = timeKeyOf(time);
}

/** Order of siblings: time, then dotted order as text, then id; what is not known comes last. */
export function compareSiblings(a: TreeNode, b: TreeNode): number {
  return compareTexts(a.timeKey, b.timeKey) || compareTexts(a.order, b.order) || compareTexts(a.id, b.id);
}

/** Order of two texts by code unit, null last. */
export function compareTexts(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** Whether the run's dotted order tells its ancestors; a partial one does not. */
export function tellsAncestors(node: TreeNode): boolean {
  return node.order !== null && node.run?.tracenest?.ancestry !== 'partial';
}

/** Notes a finding of the tree; its severity is the table's unless more is known. */
export function addFinding(
  node: TreeNode,
  code: string,
  evidence: Record<string, Json>,
  severity: Finding['severity'] = findingEntry(code)?.severity ?? 'info',
): void {
  node.findings.push({ code, severity, evidence });
}

/** How evidence names a run: what the page makes a link of. */
export function refOf(node: TreeNode): Json {
  return { id: node.id, name: node.run?.name ?? null };
}

/** Runs beyond these are only counted: on a ring of n runs each would otherwise list n. */
const MAX_REFS = 5;

/** The first few of many runs; the evidence gives their number beside them. */
export function refsOf(nodes: Iterable<TreeNode>): Json[] {
  const refs: Json[] = [];
  for (const node of nodes) {
    if (refs.length === MAX_REFS) break;
    refs.push(refOf(node));
  }
  return refs;
}

function timeKeyOf(time: string | null): string | null {
  return time === null ? null : time.slice(0, -1);
}
