/**
 * Tokens and cost of runs with all below them, as the page of the trace shows them: from the table
 * run_totals where their trace is counted, else from its tree.
 */
import type { Totals } from '@tracenest/tree';
import { NO_TOKENS, TOKEN_KINDS } from 'tracenest/wire';
import { readPlainTraces } from '../store/records.js';
import { readProcesses } from '../store/processes.js';
import { sql, trustedSql, uuids } from '../store/sql.js';
import { nilId } from '../store/rows.js';
import type { QueryLimits, Reader } from '../store/store.js';
import type { Budget } from './budget.js';
import { assembleRecords, assembleTrace, totalsOfTrace, type AssembledTrace } from './get-trace.js';
import { costColumns, noUse, type RunSource, type RunTotals, type RunUse } from './run-use.js';
import type { StoredRun } from './stored-runs.js';
import { latestTotals } from './trace-totals.js';
import type { TreePrices } from './tree-prices.js';

const columns = trustedSql(
  [...TOKEN_KINDS, ...TOKEN_KINDS.map((kind) => `cost_${kind}`), 'is_priced'].map((name) => `t.${name}`).join(', '),
);
/** Trees that are put together at once. */
const tracesAtOnce = 200;

/** The rows of a trace; runs that use nothing have none. */
export function runTotalsOf({ tree }: Pick<AssembledTrace, 'tree'>, totals: Totals): RunTotals[] {
  const isPriced = pricedRows(tree, totals);
  return tree.rows.flatMap(({ id, run }, row): RunTotals[] => {
    const { sum, cost } = totals.rows[row] ?? {};
    if (run === null || sum === undefined || cost === undefined || (sum.total === 0 && cost.sum.total === 0)) return [];
    return [{ run_id: id, ...sum, ...costColumns(cost.sum), is_priced: isPriced[row] === true }];
  });
}

/** Where a cost is stated or computed, or is of some run below; one within what a run above states is not known itself. */
function pricedRows({ rows }: AssembledTrace['tree'], totals: Totals): boolean[] {
  const isPriced = totals.rows.map(({ priced }) => priced === 'stated' || priced === 'computed');
  for (let row = rows.length - 1; row >= 0; row -= 1) {
    const parent = rows[row]?.parent ?? -1;
    if (parent !== -1 && isPriced[row] === true) isPriced[parent] = true;
  }
  return isPriced;
}

/** The same of several traces as they are now. `nowMs`: milliseconds since 1970. */
export async function countRuns(
  reader: Reader,
  traceIds: readonly string[],
  prices: TreePrices,
  nowMs: number,
): Promise<RunTotals[]> {
  const plain = await readPlainTraces(reader, traceIds);
  const rows: RunTotals[] = [];
  for (const traceId of traceIds) {
    const received = plain.get(traceId);
    const assembled =
      received === undefined
        ? await assembleTrace(reader, traceId, nowMs)
        : await assembleRecords(reader, traceId, received, nowMs, (instances) => readProcesses(reader, instances));
    if (assembled !== null) rows.push(...runTotalsOf(assembled, totalsOfTrace(assembled, prices)));
  }
  return rows;
}

/** What is counted of some traces, and of some runs in them. */
export interface CountedTraces {
  /** By trace: the arrival of the latest record that is counted, microseconds since 1970. Only where nothing came later. */
  through: ReadonlyMap<string, number>;
  rows: readonly (RunTotals & { trace_id: string })[];
}

/** The runs with what they use. `counted`: of their traces, where it was asked for before. Throws BudgetSpent. */
export async function withTotals(
  source: RunSource,
  runs: readonly StoredRun[],
  budget: Budget,
  counted?: CountedTraces,
): Promise<StoredRun[]> {
  if (runs.length === 0) return [];
  const traceIds = [...new Set(runs.map(({ trace_id }) => trace_id))];
  const runIds = runs.map(({ run }) => run.id);
  const { through, rows: known } =
    counted ?? (await budget.step((limits) => readCountedTraces(source.store, traceIds, runIds, limits)));
  const stale = staleTraces(runs, through);
  const rows: RunTotals[] = known.flatMap(({ trace_id, ...row }) => (stale.has(trace_id) ? [] : [row]));
  const uncounted = [...stale];
  for (let from = 0; from < uncounted.length; from += tracesAtOnce) {
    const part = uncounted.slice(from, from + tracesAtOnce);
    rows.push(...(await budget.step(() => source.countRuns(part))));
  }
  const byRun = new Map(rows.map((row) => [row.run_id, useOf(row)]));
  return runs.map((stored) => ({ ...stored, use: byRun.get(stored.run.id) ?? noUse }));
}

function useOf(row: RunTotals): RunUse {
  const cost = { ...NO_TOKENS };
  const tokens = { ...NO_TOKENS };
  for (const kind of TOKEN_KINDS) {
    tokens[kind] = row[kind];
    cost[kind] = row[`cost_${kind}`];
  }
  return { tokens, cost: row.is_priced ? cost : null };
}

/** Traces that have to be counted now: what some of their runs say is not counted. */
function staleTraces(runs: readonly StoredRun[], through: CountedTraces['through']): Set<string> {
  const stale = new Set<string>();
  // A record may be kept under another trace, or under none yet.
  for (const { trace_id, run } of runs) {
    const counted = through.get(trace_id);
    if (counted === undefined || run.last_received > Math.floor(counted / 1000)) stale.add(trace_id);
  }
  return stale;
}

/** Of the traces that are counted through their latest record. */
export async function readCountedTraces(
  reader: Reader,
  traceIds: readonly string[],
  runIds: readonly string[],
  limits?: QueryLimits,
): Promise<CountedTraces> {
  if (traceIds.length === 0) return { through: new Map(), rows: [] };
  const ids = sql`${uuids(traceIds)}`;
  // Where a run has no row there, its id is the nil one.
  const rows = await reader.query<RunTotals & { trace_id: string; through: number }>(
    sql`SELECT held.trace_id AS trace_id, counted.through AS through, t.run_id AS run_id, ${columns}
        FROM (SELECT trace_id, max(arrived) AS latest FROM runs WHERE trace_id IN ${ids} GROUP BY trace_id) AS held
        INNER JOIN ${latestTotals(sql`through, settled, has_cost_kinds`, ids)} AS counted ON counted.trace_id = held.trace_id
        LEFT JOIN (SELECT * FROM run_totals WHERE trace_id IN ${ids} AND run_id IN ${uuids(runIds)}) AS t
          ON t.trace_id = counted.trace_id AND t.settled = counted.settled
        WHERE counted.has_cost_kinds AND counted.through >= held.latest`,
    limits,
  );
  return {
    through: new Map(rows.map((row) => [row.trace_id, row.through])),
    rows: rows.flatMap(({ through: _, ...row }) => (row.run_id === nilId ? [] : [row])),
  };
}
