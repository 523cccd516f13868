/** Splits and joins as the store has them, and how a trace is shown by them. */
import { explain, tracesToShow, type Join } from '@tracenest/tree';
import type { ExplainedFinding, Finding, Json, RunLink, SplitAnswer } from 'tracenest/wire';
import { nilId } from '../store/rows.js';
import { sql, uuids } from '../store/sql.js';
import type { Reader } from '../store/store.js';

/** Traces that are shown as one; what hangs further down is left out. */
const maxJoined = 50;
const maxSplits = 100;

export interface SplitRow {
  run_id: string;
  trace_id: string;
  parent_id: string;
  parent_trace_id: string;
  is_certain: boolean;
  /** JSON: the evidence of the finding `split-trace`. */
  evidence: string;
}

/** What is said of other traces on one that is shown. */
export interface Beside {
  splits: readonly SplitRow[];
  /** In which this trace, or one that hangs below it, has a part. */
  joins: readonly Join[];
  /** Traces whose runs are shown in this one. */
  joinedIds: ReadonlySet<string>;
  /** Runs of other traces that link to runs of this one, by the id they lead to. */
  linksIn: ReadonlyMap<string, readonly RunLink[]>;
}

/** Those that name one of the traces on either side. */
export function readSplits(
  reader: Reader,
  traceIds: readonly string[],
  limit: number = maxSplits,
): Promise<SplitRow[]> {
  const ids = uuids(traceIds);
  return reader.query<SplitRow>(
    sql`SELECT run_id, trace_id, parent_id, parent_trace_id, is_certain, evidence FROM splits FINAL
        WHERE NOT gone AND (trace_id IN ${ids} OR parent_trace_id IN ${ids})
        ORDER BY is_certain DESC, run_id LIMIT ${limit}`,
  );
}

/** Joins with one of the traces on either side: what readers said, and what an id says unless they said otherwise. */
export async function readJoins(reader: Reader, traceIds: readonly string[]): Promise<Join[]> {
  const ids = uuids(traceIds);
  const [said, certain] = await Promise.all([
    reader.query<Omit<Join, 'by'>>(
      sql`SELECT run_id, trace_id, parent_id, parent_trace_id FROM joins FINAL
          WHERE trace_id IN ${ids} OR parent_trace_id IN ${ids}`,
    ),
    reader.query<Omit<Join, 'by'>>(
      sql`SELECT run_id, trace_id, parent_id, parent_trace_id FROM splits FINAL
          WHERE NOT gone AND is_certain AND (trace_id IN ${ids} OR parent_trace_id IN ${ids})
            AND run_id NOT IN (SELECT run_id FROM joins)`,
    ),
  ]);
  return [
    ...said.filter(({ parent_id }) => parent_id !== nilId).map((join): Join => ({ ...join, by: 'reader' })),
    ...certain.map((join): Join => ({ ...join, by: 'evidence' })),
  ];
}

/** The traces that hang below one, however far down, with the joins by which they do. */
export async function joinsBelow(reader: Reader, traceId: string): Promise<{ traceIds: string[]; joins: Join[] }> {
  const joins: Join[] = [];
  const seen = new Set<string>();
  let next = [traceId];
  while (next.length > 0 && seen.size < maxJoined) {
    for (const id of next) seen.add(id);
    const found = await readJoins(reader, next);
    for (const join of found) if (!joins.some(({ run_id }) => run_id === join.run_id)) joins.push(join);
    next = found.map(({ trace_id }) => trace_id).filter((id) => !seen.has(id));
  }
  const traceIds = tracesToShow(traceId, joins).slice(0, maxJoined);
  return {
    traceIds,
    joins: joins.filter((join) => [join.trace_id, join.parent_trace_id].some((id) => traceIds.includes(id))),
  };
}

/** `joins`: those by which the trace is shown. */
export function splitAnswer(row: SplitRow, joins: readonly Join[]): SplitAnswer {
  const evidence = JSON.parse(row.evidence) as Record<string, Json>;
  const { sentence, remedy, code } = explain(splitFindingOf(row));
  const cause = evidence['cause'];
  return {
    run_id: row.run_id,
    run_name: nameIn(evidence['run'], row.run_id),
    trace_id: row.trace_id,
    parent_id: row.parent_id,
    parent_name: nameIn(evidence['parent'], row.parent_id),
    parent_trace_id: row.parent_trace_id,
    severity: row.is_certain ? 'warning' : 'hint',
    cause: causes.find((one) => one === cause) ?? 'unknown',
    evidence: textsIn(evidence['evidence']),
    sentence,
    remedy,
    ...(code === undefined ? {} : { code_to_copy: code }),
    is_joined: joins.some(({ run_id }) => run_id === row.run_id),
  };
}

/** The finding of a split. */
export function splitFindingOf(row: SplitRow): Finding & { run_id: string } {
  return {
    code: 'split-trace',
    severity: row.is_certain ? 'warning' : 'hint',
    run_id: row.run_id,
    evidence: JSON.parse(row.evidence) as Record<string, Json>,
  };
}

/** As it is told on a trace: about the root where that is in it, else about the run below which it belongs. */
export function explainedSplit(row: SplitRow, traceId: string): ExplainedFinding {
  const { sentence, remedy, code } = explain(splitFindingOf(row));
  const run_id = row.trace_id === traceId ? row.run_id : row.parent_id;
  return { ...splitFindingOf(row), run_id, sentence, remedy, ...(code === undefined ? {} : { code_to_copy: code }) };
}

const causes: readonly SplitAnswer['cause'][] = ['headers', 'asyncio', 'threads', 'config', 'unknown'];

function textsIn(list: Json | undefined): string[] {
  return Array.isArray(list) ? list.filter((text) => typeof text === 'string') : [];
}

function nameIn(run: Json | undefined, id: string): string {
  const name = typeof run === 'object' && run !== null && !Array.isArray(run) ? run['name'] : null;
  return typeof name === 'string' && name !== '' ? name : id;
}
