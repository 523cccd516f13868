/**
 * One trace: every record that belongs to it, merged and put into one tree by `@tracenest/tree`.
 * The tree decides; here it is only fed, explained and cut to what the page needs.
 */
import { assemble, explain, totalsOf, type Language, type Totals, type TraceTree } from '@tracenest/tree';
import type { ExplainedFinding, Finding, ProcessAnswer, SkeletonRun, TraceAnswer, TraceStatus } from 'tracenest/wire';
import type { Reader } from '../store/store.js';
import { findHomes } from '../store/homes.js';
import { readProcesses } from '../store/processes.js';
import type { CutRecord } from '../store/narrow-record.js';
import { readTraceRecords, readTraceRuns, type Place } from '../store/records.js';
import { findElsewhere } from './find-elsewhere.js';
import { mergeSkeletons, type SkeletonRuns } from './merge-skeletons.js';
import { explainedSplit, splitAnswer, type Beside } from './read-splits.js';
import { processFacts, type LookUpProcesses, type NamedProcess } from './process-facts.js';
import { projectName } from './find-project.js';
import { costSum, tokenCounts } from './row-answer.js';
import type { TreePrices } from './tree-prices.js';

export interface AssembledTrace extends Omit<SkeletonRuns, 'runs'> {
  trace_id: string;
  /** The name of its project as it is now. */
  project: string;
  tree: TraceTree;
  processes: ProcessAnswer[];
  /** Of these processes, by which they are asked for again. */
  named: readonly NamedProcess[];
}

/**
 * A trace as a tree; null if nothing of it was received. `nowMs`: milliseconds since 1970. `places`:
 * those of the trace (findPlacesOfTrace), where they are known.
 */
export async function assembleTrace(
  reader: Reader,
  traceId: string,
  nowMs: number,
  places?: readonly Place[] | Promise<readonly Place[]>,
): Promise<AssembledTrace | null> {
  const lookUp: LookUpProcesses = (instances) => readProcesses(reader, instances);
  const told = await readTraceRuns(reader, traceId, places);
  if (told !== null) {
    return assembleRuns(reader, traceId, mergeSkeletons(told.records, told.plain), nowMs, lookUp);
  }
  let shownId = traceId;
  let received = await readTraceRecords(reader, traceId, places === undefined ? narrow : { ...narrow, places });
  if (received.length === 0) {
    // Runs that waited under this id for their trace, and have it now; or the id is a run's.
    shownId = (await findHomes(reader, [traceId])).get(traceId) ?? traceId;
    if (shownId !== traceId) received = await readTraceRecords(reader, shownId, narrow);
  }
  if (received.length === 0) return null;
  return assembleRecords(reader, shownId, received, nowMs, lookUp);
}

const narrow = { payloads: false };

/** The same from the records of the trace, all of them. */
export async function assembleRecords(
  reader: Reader,
  traceId: string,
  received: readonly CutRecord[],
  nowMs: number,
  lookUp: LookUpProcesses,
): Promise<AssembledTrace> {
  return assembleRuns(reader, traceId, mergeSkeletons(received), nowMs, lookUp);
}

/** The same from its runs and what they say beside their place. */
export async function assembleRuns(
  reader: Reader,
  traceId: string,
  { runs, reports, languages }: SkeletonRuns,
  nowMs: number,
  lookUp: LookUpProcesses,
): Promise<AssembledTrace> {
  const { answers, named, ...known } = await processFacts(lookUp, runs, nowMs);
  const facts = { now: nowMs, ...known };
  let tree = assemble(runs, facts);
  const absent = tree.rows.filter((row) => row.placeholder === 'missing').map((row) => row.id);
  if (absent.length > 0) {
    const elsewhere = await findElsewhere(reader, traceId, absent);
    if (Object.keys(elsewhere).length > 0) tree = assemble(runs, { ...facts, elsewhere });
  }
  return {
    trace_id: traceId,
    project: await projectName(reader, saidProject(tree)),
    tree,
    reports,
    languages,
    processes: answers,
    named,
  };
}

/** The answer to `GET /api/app/traces/{trace_id}` but for what the moment says, and its rows, which may be many (rowAnswer). */
export function traceAnswer(
  assembled: AssembledTrace,
  { trace }: Pick<Totals, 'trace'>,
  prices: TreePrices,
  { splits, joins, joinedIds }: Beside,
): Omit<TraceAnswer, 'rows' | 'left_out' | 'now' | 'processes'> {
  const { tree, project, trace_id } = assembled;
  const apart = splits.filter((split) => !joinedIds.has(split.trace_id));
  return {
    trace_id,
    project,
    is_live: isLive(tree),
    findings: [
      ...tree.findings.map((finding) => explainFinding(finding, assembled)),
      ...apart.map((split) => explainedSplit(split, trace_id)),
    ],
    status: traceStatus(tree),
    tokens: tokenCounts(trace.sum),
    cost: costSum(trace.cost, trace.unpriced),
    prices_version: prices.version,
    splits: splits.map((split) => splitAnswer(split, joins)),
    joins: [...joins],
  };
}

/** Whether more of a trace is to be expected. */
export function isLive(tree: TraceTree): boolean {
  return tree.rows.some((row) => row.placeholder === 'pending' || isWorking(row.run, row.findings));
}

/** Tokens and cost of the rows of a trace, by the given prices. */
export function totalsOfTrace({ tree, reports }: AssembledTrace, prices: TreePrices): Totals {
  return totalsOf(tree, { reportOf: ({ id }) => reports.get(id) ?? null, findPrice: prices.find });
}

/** The state of a trace is that of its first root, else of its first run. */
export function traceStatus(tree: TraceTree): TraceStatus {
  const leader = tree.rows[tree.root] ?? tree.rows.find(({ run }) => run !== null);
  if (leader === undefined || leader.run === null) return 'pending';
  const isUnfinished = leader.run.status === 'pending' && !isWorking(leader.run, leader.findings);
  return isUnfinished ? 'unfinished' : leader.run.status;
}

/** A finding with its sentence and remedy filled in. */
export function explainFinding(
  finding: Finding & { run_id: string | null },
  { tree, languages }: Pick<AssembledTrace, 'tree' | 'languages'>,
): ExplainedFinding {
  const { sentence, remedy, code } = explain(finding, tree, languageAt(finding.run_id, tree, languages));
  return { ...finding, sentence, remedy, ...(code === undefined ? {} : { code_to_copy: code }) };
}

/** Whether more of a run is to be expected: it has not ended and nothing says that it never will. */
function isWorking(run: SkeletonRun | null, findings: readonly Finding[]): boolean {
  return run?.status === 'pending' && !findings.some((finding) => finding.code === 'unfinished');
}

/** Rows by id, of trees with findings: to look each up would take the square of their number. */
const rowsById = new WeakMap<TraceTree, ReadonlyMap<string, TraceTree['rows'][number]>>();

/** The language of a run's program is its own word, else that of the nearest run above it. */
export function languageAt(
  runId: string | null,
  tree: TraceTree,
  languages: ReadonlyMap<string, Language>,
): Language | null {
  if (languages.size === 0) return null;
  const { rows, root } = tree;
  const byId = rowsById.get(tree) ?? new Map(rows.map((row) => [row.id, row]));
  rowsById.set(tree, byId);
  let row = runId === null ? rows[root] : byId.get(runId);
  while (row !== undefined) {
    const language = languages.get(row.id);
    if (language !== undefined) return language;
    row = rows[row.parent];
  }
  return null;
}

/** Its name, or its id: of the first root, else of the first run that says one. */
export function saidProject(tree: TraceTree): string {
  const named = tree.rows.find((row) => row.run !== null && row.run.project !== null);
  return named?.run?.project ?? 'default';
}
