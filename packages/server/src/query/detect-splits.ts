/**
 * Looks for traces that became two, among traces that were just counted and those that ran at about
 * the same time in their projects. Bounded: where there are too many to look at, only what an id
 * says is kept, since "no other run was open" could not be known.
 */
import { findSplits, splitFactsOf, splitFinding } from '@tracenest/tree';
import { jsonText, mergeTrace, normalizeId } from 'tracenest/wire';
import type { MergedRun } from 'tracenest/wire';
import { readPlainTraces } from '../store/records.js';
import { sql, uuids } from '../store/sql.js';
import type { Reader } from '../store/store.js';
import type { SplitRow } from './read-splits.js';

const windowMs = 10 * 60_000;
const maxTraces = 300;
const maxRuns = 20_000;

/** What the table `splits` has to be told. */
export interface SplitChange extends SplitRow {
  gone: boolean;
}

/** Splits that are new, different or gone, with one of the traces or one of its neighbours as root. */
export async function detectSplits(reader: Reader, traceIds: readonly string[]): Promise<SplitChange[]> {
  const { near, isWhole } = await neighbours(reader, traceIds);
  if (near.length === 0) return [];
  let runs = await readRuns(reader, near);
  // What a header named may be in another project, at any time.
  const named = runs.flatMap(({ tracenest }) => normalizeId(tracenest?.remote?.trace_id) ?? []);
  const far = [...new Set(named)].filter((id) => !near.includes(id)).slice(0, maxTraces);
  if (far.length > 0) runs = [...runs, ...(await readRuns(reader, far))];
  const { roots, candidates } = splitFactsOf(runs);
  const found = findSplits(roots, candidates).filter(({ is_certain }) => isWhole || is_certain);
  const held = await readHeld(
    reader,
    roots.map(({ id }) => id),
  );
  const changes: SplitChange[] = [];
  for (const split of found) {
    const row: SplitRow = {
      run_id: split.root.id,
      trace_id: split.root.trace_id,
      parent_id: split.parent.id,
      parent_trace_id: split.parent.trace_id,
      is_certain: split.is_certain,
      evidence: jsonText(splitFinding(split).evidence),
    };
    const before = held.get(row.run_id);
    held.delete(row.run_id);
    if (before === undefined || !isSame(before, row)) changes.push({ ...row, gone: false });
  }
  // Of what was not looked at whole, nothing is taken back.
  if (isWhole) for (const row of held.values()) changes.push({ ...row, gone: true });
  return changes;
}

async function neighbours(reader: Reader, traceIds: readonly string[]): Promise<{ near: string[]; isWhole: boolean }> {
  const ids = uuids(traceIds);
  const rows = await reader.query<{ trace_id: string; runs: number; is_own: boolean }>(
    sql`WITH (SELECT (min(start_at), max(start_at), groupUniqArray(project_id)) FROM trace_totals FINAL
              WHERE trace_id IN ${ids} AND start_at IS NOT NULL) AS own
        SELECT trace_id, runs, trace_id IN ${ids} AS is_own FROM trace_totals FINAL
        WHERE has(own.3, project_id)
          AND start_at >= own.1 - toIntervalMillisecond(${windowMs})
          AND start_at <= own.2 + toIntervalMillisecond(${windowMs})
        ORDER BY is_own DESC, start_at DESC LIMIT ${maxTraces + 1}`,
  );
  let runs = 0;
  const near: string[] = [];
  for (const row of rows) {
    runs += row.runs;
    if (near.length === maxTraces || runs > maxRuns) return { near, isWhole: false };
    near.push(row.trace_id);
  }
  return { near, isWhole: true };
}

async function readRuns(reader: Reader, traceIds: readonly string[]): Promise<MergedRun[]> {
  return [...(await readPlainTraces(reader, traceIds)).values()].flatMap((received) => mergeTrace(received));
}

async function readHeld(reader: Reader, rootIds: readonly string[]): Promise<Map<string, SplitRow>> {
  const rows = await reader.query<SplitRow>(
    sql`SELECT run_id, trace_id, parent_id, parent_trace_id, is_certain, evidence FROM splits FINAL
        WHERE NOT gone AND run_id IN ${uuids(rootIds)}`,
  );
  return new Map(rows.map((row) => [row.run_id, row]));
}

function isSame(a: SplitRow, b: SplitRow): boolean {
  return a.parent_id === b.parent_id && a.is_certain === b.is_certain && a.evidence === b.evidence;
}
