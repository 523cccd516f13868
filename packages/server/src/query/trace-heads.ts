/**
 * What lists show of a trace, as it was counted (count-traces.ts): one row is a whole line of a list.
 * It counts as long as nothing of the trace has arrived since.
 */
import type { Totals, TraceTree } from '@tracenest/tree';
import { mergeRecords } from 'tracenest/wire';
import type { ReceivedRecord, TraceSummary } from 'tracenest/wire';
import { sql, uuids } from '../store/sql.js';
import type { QueryLimits, Reader } from '../store/store.js';
import { traceStatus } from './get-trace.js';
import { costSum, tokenCounts } from './row-answer.js';

/** The name of a project may change without an arrival. */
export type Summary = Omit<TraceSummary, 'project'>;

export interface TraceHead {
  /** Microseconds since 1970. */
  through: number;
  /** Milliseconds since 1970 at which it may say something else though nothing arrives; 0: never. */
  due: number;
  /** Of any severity, without those that come of other traces. */
  findings: number;
  /** JSON of a Summary; empty where the trace has to be put together. */
  summary: string;
}

/** What narrow rows tell of the run by which a trace is known. */
export interface LeaderRow {
  trace: string;
  /** Of a root that names a conversation. */
  thread: string | null;
  inputs_preview: string | null;
  outputs_preview: string | null;
}

const errorPreviewLength = 300;

/** Its index in `rows`: the first root, else the first run; -1 where nothing was received. */
export function leaderOf({ rows, root }: TraceTree): number {
  return rows[root]?.run == null ? rows.findIndex(({ run }) => run !== null) : root;
}

/** By trace. `leaders`: the trace and the run by which it is known. */
export async function readLeaders(
  reader: Reader,
  leaders: readonly { traceId: string; runId: string }[],
): Promise<Map<string, LeaderRow>> {
  if (leaders.length === 0) return new Map();
  const rows = await reader.query<LeaderRow>(
    sql`SELECT toString(runs.trace_id) AS trace,
               argMaxIf(runs.thread_id, runs.arrived, runs.thread_id IS NOT NULL AND (id = trace_id OR is_root)) AS thread,
               argMaxIf(runs.inputs_preview, (runs.op, runs.arrived), runs.inputs_preview IS NOT NULL) AS inputs_preview,
               argMaxIf(runs.outputs_preview, (runs.op, runs.arrived), runs.outputs_preview IS NOT NULL) AS outputs_preview
        FROM runs
        WHERE trace_id IN ${uuids(leaders.map(({ traceId }) => traceId))} AND id IN ${uuids(leaders.map(({ runId }) => runId))}
        GROUP BY runs.trace_id`,
  );
  return new Map(rows.map((row) => [row.trace, row]));
}

/** `received`: all records of the trace; `findings`: how many of them are hints, warnings or errors, and warnings or errors. */
export function summaryOf(
  traceId: string,
  tree: TraceTree,
  received: readonly ReceivedRecord[],
  { trace }: Pick<Totals, 'trace'>,
  row: LeaderRow | undefined,
  findings: Pick<Summary, 'finding_count' | 'warning_count'>,
): Summary | null {
  const index = leaderOf(tree);
  const run = tree.rows[index]?.run;
  if (run == null) return null;
  const ids = new Set([run.id, ...run.aliases]);
  const { error } = mergeRecords(received.filter(({ record }) => ids.has(record.id)));
  return {
    trace_id: traceId,
    root_run_id: index === tree.root ? run.id : null,
    name: run.name ?? run.id,
    run_type: run.run_type,
    status: traceStatus(tree),
    start_time: run.start_time,
    end_time: run.end_time,
    run_count: tree.rows.filter((each) => each.run !== null).length,
    error_count: tree.rows.filter(({ status }) => status === 'error').length,
    tokens: tokenCounts(trace.sum),
    cost: costSum(trace.cost, trace.unpriced),
    ...findings,
    inputs_preview: row?.inputs_preview ?? null,
    outputs_preview: row?.outputs_preview ?? null,
    error_preview: error === null ? null : error.slice(0, errorPreviewLength),
  };
}

interface HeadRow extends TraceHead {
  trace_id: string;
}

/** By trace: those of which nothing has arrived since they were counted. */
export async function readHeads(
  reader: Reader,
  traceIds: readonly string[],
  limits?: QueryLimits,
): Promise<Map<string, TraceHead>> {
  if (traceIds.length === 0) return new Map();
  const heads = await reader.query<HeadRow>(
    sql`SELECT trace_id, through, due, findings, summary FROM trace_heads
        WHERE UUIDToNum(trace_id) IN (SELECT UUIDToNum(arrayJoin(${uuids(traceIds)}))) ORDER BY settled DESC LIMIT 1 BY trace_id`,
    limits,
  );
  const known = new Map(heads.filter(({ summary }) => summary !== '').map((head) => [head.trace_id, head]));
  if (known.size === 0) return known;
  // Where all that lies in a part of the table arrived earlier, nothing of it is read.
  const earliest = Math.min(...[...known.values()].map(({ through }) => through));
  const later = await reader.query<{ trace_id: string; latest: number }>(
    sql`SELECT trace_id, max(arrived) AS latest FROM runs
        WHERE arrived > ${earliest} AND trace_id IN ${uuids([...known.keys()])} GROUP BY trace_id`,
    limits,
  );
  for (const { trace_id, latest } of later) {
    if (latest > (known.get(trace_id)?.through ?? 0)) known.delete(trace_id);
  }
  return known;
}

/** What lists show of traces that are counted to the last. */
export async function readSummaries(
  reader: Reader,
  traceIds: readonly string[],
  limits?: QueryLimits,
): Promise<Map<string, Summary>> {
  const heads = await readHeads(reader, traceIds, limits);
  return new Map([...heads].map(([id, { summary }]) => [id, JSON.parse(summary) as Summary]));
}
