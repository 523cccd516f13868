/**
 * One trace: every record that belongs to it, merged and put into one tree by `@tracenest/tree`.
 * The tree decides; here it is only fed, explained and cut to what the page needs.
 */
import { assemble, explain, type TraceTree } from '@tracenest/tree';
import { mergeTrace, toSkeleton } from 'tracenest/wire';
import type {
  ExplainedFinding,
  Finding,
  ProcessAnswer,
  SkeletonRun,
  Tokens,
  TraceAnswer,
  TraceRowAnswer,
} from 'tracenest/wire';
import type { Reader } from '../store/store.js';
import { findHomes } from '../store/homes.js';
import { readTraceRecords } from '../store/records.js';
import { findElsewhere } from './find-elsewhere.js';
import { processFacts } from './process-facts.js';
import { projectName } from './find-project.js';
import { addTokens, noTokens } from './tokens.js';

export interface AssembledTrace {
  trace_id: string;
  /** Of the first root, else of the first run that names one. */
  project: string;
  tree: TraceTree;
  processes: ProcessAnswer[];
}

/** A trace as a tree; null if nothing of it was received. `nowMs`: milliseconds since 1970. */
export async function assembleTrace(reader: Reader, traceId: string, nowMs: number): Promise<AssembledTrace | null> {
  let shownId = traceId;
  let received = await readTraceRecords(reader, traceId, { payloads: false });
  if (received.length === 0) {
    // Runs that waited under this id for their trace, and have it now; or the id is a run's.
    shownId = (await findHomes(reader, [traceId])).get(traceId) ?? traceId;
    if (shownId !== traceId) received = await readTraceRecords(reader, shownId, { payloads: false });
  }
  if (received.length === 0) return null;
  const runs = mergeTrace(received).map(toSkeleton);
  const { answers, ...known } = await processFacts(reader, runs, nowMs);
  const facts = { now: nowMs, ...known };
  let tree = assemble(runs, facts);
  const absent = tree.rows.filter((row) => row.placeholder === 'missing').map((row) => row.id);
  if (absent.length > 0) {
    const elsewhere = await findElsewhere(reader, shownId, absent);
    if (Object.keys(elsewhere).length > 0) tree = assemble(runs, { ...facts, elsewhere });
  }
  return {
    trace_id: shownId,
    project: await projectName(reader, projectOf(tree)),
    tree,
    processes: answers,
  };
}

/** The answer to `GET /api/app/traces/{trace_id}` but for its rows, which may be many (rowAnswer). */
export function traceAnswer(assembled: AssembledTrace, nowMs: number): Omit<TraceAnswer, 'rows'> {
  const { tree, project } = assembled;
  return {
    trace_id: assembled.trace_id,
    project,
    now: new Date(nowMs).toISOString(),
    is_live: isLive(tree),
    findings: tree.findings.map((finding) => explainFinding(finding, tree)),
    tokens: traceTokens(tree),
    processes: assembled.processes,
  };
}

/** Whether more of a trace is to be expected. */
export function isLive(tree: TraceTree): boolean {
  return tree.rows.some((row) => row.placeholder === 'pending' || isWorking(row.run, row.findings));
}

/** What the runs of a trace report, each model call counted once. */
export function traceTokens(tree: TraceTree): Tokens {
  const sum = noTokens();
  for (const { run } of tree.rows) {
    if (run?.run_type === 'llm' && run.usage !== null) addTokens(sum, run.usage);
  }
  return sum;
}

/** A finding with its sentence and remedy filled in. */
export function explainFinding(finding: Finding & { run_id: string | null }, tree: TraceTree): ExplainedFinding {
  const { sentence, remedy } = explain(finding, tree);
  return { ...finding, sentence, remedy };
}

/** A row as the page needs it. */
export function rowAnswer(row: TraceTree['rows'][number]): TraceRowAnswer {
  const { run } = row;
  return {
    id: row.id,
    parent: row.parent,
    depth: row.depth,
    placeholder: row.placeholder,
    name: row.name,
    run_type: row.run_type,
    status: row.status,
    start_time: row.start_time,
    end_time: row.end_time,
    offset_ms: row.offset_ms,
    service: run?.service ?? null,
    placement: run?.tracenest?.placement ?? null,
    tokens: run?.usage ?? null,
    first_token_time: run?.first_token_time ?? null,
    findings: row.findings.map((finding) => finding.code),
  };
}

/** Whether more of a run is to be expected: it has not ended and nothing says that it never will. */
function isWorking(run: SkeletonRun | null, findings: readonly Finding[]): boolean {
  return run?.status === 'pending' && !findings.some((finding) => finding.code === 'unfinished');
}

function projectOf(tree: TraceTree): string {
  const named = tree.rows.find((row) => row.run !== null && row.run.project !== null);
  return named?.run?.project ?? 'default';
}
