/**
 * Tokens and cost of runs with all below them, as the page of the trace shows them: from the table
 * run_totals where their trace is counted, else from its tree.
 */
import type { Totals } from '@tracenest/tree';
import { TOKEN_KINDS } from 'tracenest/wire';
import { readPlainTraces } from '../store/records.js';
import { readProcesses } from '../store/processes.js';
import { sql, trustedSql, uuids } from '../store/sql.js';
import type { Reader } from '../store/store.js';
import type { Budget } from './budget.js';
import { assembleRecords, assembleTrace, totalsOfTrace, type AssembledTrace } from './get-trace.js';
import { noUse, type RunSource, type RunTotals, type RunUse } from './run-use.js';
import type { StoredRun } from './stored-runs.js';
import { latestTotals } from './trace-totals.js';
import type { TreePrices } from './tree-prices.js';

const columns = trustedSql(
  [...TOKEN_KINDS, 'cost_prompt', 'cost_completion', 'cost_total', 'is_priced'].map((name) => `t.${name}`).join(', '),
);
/** Trees that are put together at once. */
const tracesAtOnce = 200;

/** The rows of a trace; runs that use nothing have none. */
export function runTotalsOf({ tree }: Pick<AssembledTrace, 'tree'>, totals: Totals): RunTotals[] {
  const isPriced = pricedRows(tree, totals);
  return tree.rows.flatMap(({ id, run }, row): RunTotals[] => {
    const { sum, cost } = totals.rows[row] ?? {};
    if (run === null || sum === undefined || cost === undefined || (sum.total === 0 && cost.sum.total === 0)) return [];
    const { prompt, completion, total } = cost.sum;
    const is_priced = isPriced[row] === true;
    return [{ run_id: id, ...sum, cost_prompt: prompt, cost_completion: completion, cost_total: total, is_priced }];
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

/** The runs with what they use. Throws BudgetSpent. */
export async function withTotals(source: RunSource, runs: readonly StoredRun[], budget: Budget): Promise<StoredRun[]> {
  if (runs.length === 0) return [];
  const { counted, stale } = await sortOut(source, runs, budget);
  const rows = counted.length === 0 ? [] : await readCounted(source, runs, counted, budget);
  for (let from = 0; from < stale.length; from += tracesAtOnce) {
    const part = stale.slice(from, from + tracesAtOnce);
    rows.push(...(await budget.step(() => source.countRuns(part))));
  }
  const byRun = new Map(rows.map((row) => [row.run_id, useOf(row)]));
  return runs.map((stored) => ({ ...stored, use: byRun.get(stored.run.id) ?? noUse }));
}

function useOf({ run_id: _, cost_prompt, cost_completion, cost_total, is_priced, ...tokens }: RunTotals): RunUse {
  const cost = { prompt: cost_prompt, completion: cost_completion, total: cost_total };
  return { tokens, cost: is_priced ? cost : null };
}

/** Which of their traces are counted through their latest record, and which are not. */
async function sortOut(
  { store }: RunSource,
  runs: readonly StoredRun[],
  budget: Budget,
): Promise<{ counted: string[]; stale: string[] }> {
  const traceIds = [...new Set(runs.map(({ trace_id }) => trace_id))];
  const rows = await budget.step((limits) =>
    store.query<{ trace_id: string; through: number }>(
      sql`SELECT trace_id, max(counted) AS through FROM (
            SELECT trace_id, arrived, 0 AS counted FROM runs WHERE trace_id IN ${uuids(traceIds)}
            UNION ALL
            SELECT trace_id, 0 AS arrived, through AS counted
            FROM ${latestTotals(sql`through, has_run_totals`, sql`${uuids(traceIds)}`)} WHERE has_run_totals
          ) GROUP BY trace_id HAVING max(counted) >= max(arrived)`,
      limits,
    ),
  );
  const through = new Map(rows.map((row) => [row.trace_id, row.through]));
  const stale = new Set(traceIds.filter((id) => !through.has(id)));
  // A record that is kept under another trace, or under none yet.
  for (const { trace_id, run } of runs) {
    if (run.last_received > Math.floor((through.get(trace_id) ?? 0) / 1000)) stale.add(trace_id);
  }
  return { counted: traceIds.filter((id) => !stale.has(id)), stale: [...stale] };
}

function readCounted(
  { store }: RunSource,
  runs: readonly StoredRun[],
  traceIds: readonly string[],
  budget: Budget,
): Promise<RunTotals[]> {
  return budget.step((limits) =>
    store.query<RunTotals>(
      sql`SELECT t.run_id AS run_id, ${columns} FROM run_totals AS t
          WHERE t.trace_id IN ${uuids(traceIds)} AND t.run_id IN ${uuids(runs.map(({ run }) => run.id))}
            AND (t.trace_id, t.settled) IN (
              SELECT trace_id, settled FROM ${latestTotals(sql`settled`, sql`${uuids(traceIds)}`)})`,
      limits,
    ),
  );
}
