/**
 * Runs that will not end any more, and parents that may still come (contract §4.2, §4.7): judged
 * by what is known of the processes and by how long nothing has arrived for the trace.
 */
import type { Json, SkeletonRun } from 'tracenest/wire';
import { addFinding, type TreeNode } from './nodes.js';
import type { Orphan } from './parents.js';
import type { TraceFacts } from './trace-tree.js';

/** After this long without an arrival a trace counts as silent. */
const SILENT_MS = 15 * 60_000;
/** A run that began longer ago than this is not expected to end. */
const OLD_MS = 24 * 3_600_000;
const DEFAULT_GRACE_MS = 10_000;

/** When something last arrived for the trace, in milliseconds since 1970; a living process counts as now. */
export function lastArrivalOf(nodes: readonly TreeNode[], facts: TraceFacts): number {
  const alive = new Set(facts.processes?.alive);
  let last = facts.lastArrival ?? Number.NEGATIVE_INFINITY;
  for (const { run } of nodes) {
    if (run === null) continue;
    last = Math.max(last, run.last_received);
    if (alive.size === 0) continue;
    const instance = instanceOf(run);
    if (instance !== null && alive.has(instance)) last = Math.max(last, facts.now);
  }
  return last;
}

/** Whether the parent may still arrive. OTLP exports a parent after its children, so there it is waited for. */
export function isParentPending({ node }: Orphan, facts: TraceFacts, lastArrival: number): boolean {
  if (node.run === null) return false;
  if (facts.now - node.run.first_received <= (facts.graceMs ?? DEFAULT_GRACE_MS)) return true;
  return node.run.dialect === 'otlp' && facts.now - lastArrival < SILENT_MS;
}

/** Marks runs without an end that nothing more is to be expected of. `rows`: parents first. */
export function markUnfinished(rows: readonly TreeNode[], facts: TraceFacts, lastArrival: number): void {
  if (rows.every((node) => node.run === null || node.run.end_time !== null)) return;
  const alive = new Set(facts.processes?.alive);
  const gone = new Set(facts.processes?.gone);
  const silentMs = facts.now - lastArrival;
  const isStale = !rows.some((node) => node.run !== null && startMs(node) >= facts.now - OLD_MS);
  const processes = processesOf(rows);
  for (const node of rows) {
    if (node.run === null || node.run.end_time !== null) continue;
    const process = processes[node.row] ?? null;
    if (process !== null && alive.has(process)) continue;
    if (process !== null && gone.has(process)) {
      addFinding(node, 'unfinished', { reason: 'process-gone', process, ...endingOf(process, facts) }, 'warning');
    } else if (silentMs >= SILENT_MS) {
      addFinding(node, 'unfinished', { reason: 'silent', silent_ms: silentMs });
    } else if (isStale && !Number.isNaN(startMs(node))) {
      addFinding(node, 'unfinished', { reason: 'old', age_ms: Math.round(facts.now - startMs(node)) });
    }
  }
}

/** The process of each row. A run of our SDK that names none is in its parent's. */
function processesOf(rows: readonly TreeNode[]): (string | null)[] {
  const processes: (string | null)[] = [];
  for (const { run, parent } of rows) {
    const own = run === null ? null : instanceOf(run);
    const isInherited = own === null && run !== null && run.tracenest !== null && parent !== null;
    processes.push(isInherited ? (processes[parent.row] ?? null) : own);
  }
  return processes;
}

function instanceOf(run: SkeletonRun): string | null {
  const instance = run.tracenest?.process?.instance;
  return typeof instance === 'string' ? instance : null;
}

/** How it ended, for the words of the finding. */
function endingOf(process: string, { processes }: TraceFacts): Record<string, Json> {
  const endings = processes?.ended ?? {};
  const ending = Object.hasOwn(endings, process) ? endings[process] : undefined;
  if (ending === undefined) return {};
  return { how: ending.how, exit_code: ending.code, last_sign_of_life: new Date(ending.at).toISOString() };
}

function startMs(node: TreeNode): number {
  return Date.parse(node.run?.start_time ?? node.time ?? '');
}
