/**
 * Counts whole traces for the lists and statistics: totals and findings as rows of the tables
 * trace_totals and trace_findings, by the same code that shows the trace.
 */
import { randomInt } from 'node:crypto';
import { toUSVString } from 'node:util';
import { timingsOf, type Totals, type TraceTree } from '@tracenest/tree';
import { jsonText, normalizeId } from 'tracenest/wire';
import type { ReceivedRecord, Severity } from 'tracenest/wire';
import { columnTime } from '../store/column-time.js';
import { readProcesses, type KnownProcess } from '../store/processes.js';
import { readProjectNames } from '../store/projects.js';
import { findPlacesOfTrace, readPlainTraces, readRecordsOfRuns, type Place } from '../store/records.js';
import type { Reader } from '../store/store.js';
import {
  assembleRecords,
  assembleTrace,
  isLive,
  languageAt,
  saidProject,
  totalsOfTrace,
  traceStatus,
  type AssembledTrace,
} from './get-trace.js';
import { linksOut, type LinkRow } from './read-links.js';
import { readSplits, splitFindingOf, type SplitRow } from './read-splits.js';
import type { LookUpProcesses } from './process-facts.js';
import { encodeTrace } from './encode-answer.js';
import { lookAround, withJoined, type Around } from './joined-trace.js';
import {
  answerRow,
  findLarge,
  isSettled,
  keptState,
  LARGE_RECORDS,
  stateOfTrace,
  type AnswerRow,
} from './lasting-answers.js';
import { leaderOf, readLeaders, summaryOf } from './trace-heads.js';
import { runTotalsOf } from './run-totals.js';
import type { TreePrices } from './tree-prices.js';

/** A trace, and the latest arrival that is to be counted: microseconds since 1970. */
export interface ToCount {
  traceId: string;
  through: number;
}

/** Rows as they are inserted. */
export interface Counted {
  totals: Record<string, unknown>[];
  heads: Record<string, unknown>[];
  runs: Record<string, unknown>[];
  findings: Record<string, unknown>[];
  links: (LinkRow & { found: number })[];
  answers: AnswerRow[];
}

/** A trace that is large enough for its answer to be kept, as it was before it was read. */
interface LargeState {
  around: Around;
  places: readonly Place[];
  /** Null: other traces have a part in it. */
  state: string | null;
}

/** Findings of one code in one trace that have rows of their own. */
const maxFindings = 1_000;
const maxSplits = 10_000;
/** Two processes that count a trace in the same millisecond must not mix their findings. */
const ownMicros = randomInt(1_000);
const maxEvidence = 4_000;
/** What may change without an arrival: a parent that did not come, a process that fell silent, a silent trace. */
const recheckMs = [11_000, 35_000, 15 * 60_000 + 1_000, 24 * 3_600_000 + 1_000];

/**
 * `now`: milliseconds since 1970; `largeRecords`: the answers of traces with more records are kept.
 * Traces of which nothing is shown under their own id have no row.
 */
export async function countTraces(
  reader: Reader,
  wanted: readonly ToCount[],
  prices: TreePrices,
  now: number,
  largeRecords: number = LARGE_RECORDS,
): Promise<Counted> {
  // Before the traces: a project that is renamed meanwhile is told by its id from then on.
  const names = await readProjectNames(reader);
  const ids = wanted.map(({ traceId }) => traceId);
  const large = await statesOfLarge(reader, await findLarge(reader, ids, largeRecords), prices);
  // The records of a large one are not read as such: most of its runs need no merging.
  const plain = await readPlainTraces(
    reader,
    ids.filter((id) => !large.has(id)),
  );
  const lookUp = await processLookUp(reader, [...plain.values()]);
  const splits = await readSplits(reader, ids, maxSplits);
  const counted: Counted = { totals: [], heads: [], runs: [], findings: [], links: [], answers: [] };
  const trees: { assembled: AssembledTrace; through: number }[] = [];
  for (const { traceId, through } of wanted) {
    const received = plain.get(traceId);
    const assembled =
      received === undefined
        ? await assembleTrace(reader, traceId, now, large.get(traceId)?.places)
        : await assembleRecords(reader, traceId, received, now, lookUp);
    if (assembled !== null && assembled.trace_id === traceId) trees.push({ assembled, through });
  }
  const leaders = await readLeaders(
    reader,
    trees.flatMap(({ assembled: { trace_id: traceId, tree } }) => {
      const row = tree.rows[leaderOf(tree)];
      return row === undefined ? [] : [{ traceId, runId: row.id }];
    }),
  );
  for (const { assembled, through } of trees) {
    const { trace_id: traceId } = assembled;
    const stamp = {
      trace_id: traceId,
      project_id: names.idOf(saidProject(assembled.tree)),
      settled: now * 1000 + ownMicros,
    };
    const own = splits.filter(({ trace_id, parent_trace_id }) => trace_id === traceId || parent_trace_id === traceId);
    const ownFindings = assembled.tree.findings.length;
    const totals = totalsOfTrace(assembled, prices);
    const before = large.get(traceId);
    if (before !== undefined) {
      const answer = await lastingAnswer(reader, assembled, totals, prices, before, now);
      if (answer !== null) counted.answers.push(answer);
    }
    addSplits(assembled.tree, own, traceId);
    const due = dueOf(assembled, now);
    const leader = leaders.get(traceId);
    const line = { due, thread_id: leader?.thread ?? '', ...totalsRow(assembled, totals, prices) };
    counted.totals.push({ ...stamp, through, has_run_totals: true, has_cost_kinds: true, has_head: true, ...line });
    const received = plain.get(traceId) ?? (await recordsOfLeader(reader, assembled, before));
    const [finding_count, warning_count] = [line.findings, line.warnings];
    const summary =
      received === undefined
        ? null
        : summaryOf(traceId, assembled.tree, received, totals, leader, { finding_count, warning_count });
    counted.heads.push({
      trace_id: traceId,
      settled: stamp.settled,
      through,
      due,
      findings: ownFindings,
      summary: summary === null ? '' : jsonText(summary),
    });
    const ofRuns = runTotalsOf(assembled, totals);
    counted.runs.push(...ofRuns.map((row) => ({ trace_id: traceId, settled: stamp.settled, ...row })));
    counted.links.push(...linksOut(assembled.tree, traceId).map((link) => ({ ...link, found: now * 1000 })));
    counted.findings.push(...findingRows(assembled, now).map((row) => ({ ...stamp, ...row })));
  }
  return counted;
}

async function statesOfLarge(
  reader: Reader,
  traceIds: Iterable<string>,
  prices: TreePrices,
): Promise<Map<string, LargeState>> {
  const states = new Map<string, LargeState>();
  for (const traceId of traceIds) {
    const [around, places] = await Promise.all([lookAround(reader, traceId), findPlacesOfTrace(reader, traceId)]);
    const state = await stateOfTrace(reader, traceId, prices.version, around, places);
    states.set(traceId, { around, places, state });
  }
  return states;
}

/** Null where the answer would not stay right, something arrived while the trace was read, or it is kept already. */
async function lastingAnswer(
  reader: Reader,
  assembled: AssembledTrace,
  totals: Totals,
  prices: TreePrices,
  { around, state }: LargeState,
  now: number,
): Promise<AnswerRow | null> {
  const { trace_id: traceId, named } = assembled;
  if (state === null || !isSettled(assembled)) return null;
  // After a start, what was counted within the last minute is counted once more.
  if ((await keptState(reader, traceId)) === state) return null;
  const { beside } = await withJoined(reader, assembled, around, true, now);
  const bytes = encodeTrace(assembled, beside, totals, prices, null, now);
  const after = await stateOfTrace(reader, traceId, prices.version, await lookAround(reader, traceId));
  return bytes === null || after !== state ? null : answerRow(traceId, { bytes, named }, state, now);
}

/** Of a large trace, all of whose records lie under its id; undefined where they do not. */
async function recordsOfLeader(
  reader: Reader,
  { trace_id: traceId, tree }: AssembledTrace,
  large: LargeState | undefined,
): Promise<ReceivedRecord[] | undefined> {
  const run = tree.rows[leaderOf(tree)]?.run;
  if (large === undefined || large.places.length > 0 || run == null) return undefined;
  return readRecordsOfRuns(reader, traceId, [run.id, ...run.aliases]);
}

/** A split is a finding on both sides: of the root, and of the run below which it belongs. */
function addSplits(tree: TraceTree, splits: readonly SplitRow[], traceId: string): void {
  for (const split of splits) {
    const runId = split.trace_id === traceId ? split.run_id : split.parent_id;
    const { run_id: _, ...finding } = splitFindingOf(split);
    tree.rows.find(({ id }) => id === runId)?.findings.push(finding);
    tree.findings.push({ ...finding, run_id: runId });
  }
}

/** One look-up for all processes that the records name. */
async function processLookUp(reader: Reader, traces: readonly ReceivedRecord[][]): Promise<LookUpProcesses> {
  const instances = new Set<string>();
  for (const received of traces) {
    for (const { record } of received) {
      const instance = normalizeId(record.extra?.tracenest?.process?.instance);
      if (instance !== null) instances.add(instance);
    }
  }
  const known = new Map((await readProcesses(reader, [...instances])).map((one) => [one.instance, one]));
  return (asked) =>
    Promise.resolve(
      asked.flatMap((one): KnownProcess[] => {
        const process = known.get(one);
        return process === undefined ? [] : [process];
      }),
    );
}

function totalsRow(
  assembled: AssembledTrace,
  { trace }: Pick<Totals, 'trace'>,
  prices: TreePrices,
): Record<string, unknown> & { findings: number; warnings: number } {
  const { tree } = assembled;
  const leader = tree.rows[tree.root] ?? tree.rows[0];
  const duration = leader === undefined ? null : (timingsOf(tree).rows[tree.rows.indexOf(leader)]?.duration_ms ?? null);
  const grave = (...severities: Severity[]): number =>
    tree.findings.filter(({ severity }) => severities.includes(severity)).length;
  return {
    prices: prices.version,
    status: traceStatus(tree),
    start_at: leader?.start_time === null || leader === undefined ? null : columnTime(leader.start_time),
    duration_us: duration === null ? null : Math.round(duration * 1000),
    runs: tree.rows.filter(({ run }) => run !== null).length,
    errors: tree.rows.filter(({ status }) => status === 'error').length,
    ...trace.sum,
    cost_prompt: trace.cost.prompt,
    cost_completion: trace.cost.completion,
    cost_total: trace.cost.total,
    unpriced: trace.unpriced,
    findings: grave('hint', 'warning', 'error'),
    warnings: grave('warning', 'error'),
  };
}

/** When the trace may look otherwise though nothing arrives; 0: never. */
function dueOf({ tree, processes }: AssembledTrace, now: number): number {
  if (!isLive(tree) && !processes.some(({ state }) => state === 'alive')) return 0;
  let last = 0;
  for (const { run } of tree.rows) last = Math.max(last, run?.last_received ?? 0);
  if (processes.some(({ state }) => state === 'alive') && isLive(tree)) return now + (recheckMs[1] ?? 0);
  const next = recheckMs.find((ms) => last + ms > now);
  return next === undefined ? 0 : last + next;
}

function findingRows({ tree, languages }: AssembledTrace, now: number): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [];
  const last = new Map<string, { count: number; row: Record<string, unknown> }>();
  for (const { id, name, start_time, run, findings } of tree.rows) {
    for (const { code, severity, evidence } of findings) {
      const held = last.get(code);
      if (held !== undefined && held.count >= maxFindings) {
        held.row['weight'] = Number(held.row['weight']) + 1;
        continue;
      }
      const language = languageAt(id, tree, languages) ?? evidence?.['language'] ?? null;
      const text = jsonText({ ...evidence, language });
      const row = {
        code: toUSVString(code.slice(0, 100)),
        run_id: id,
        time: columnTime(start_time ?? new Date(run?.first_received ?? now).toISOString()),
        severity,
        weight: 1,
        run_name: toUSVString(name.slice(0, 200)),
        service: toUSVString(run?.service?.slice(0, 200) ?? ''),
        evidence: text.length > maxEvidence ? '' : text,
      };
      rows.push(row);
      last.set(code, { count: (held?.count ?? 0) + 1, row });
    }
  }
  return rows;
}
