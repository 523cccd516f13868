/** Totals that are counted already (count-traces.ts), as lists show them. */
import { TOKEN_KINDS } from 'tracenest/wire';
import type { CostSum, TokenCounts, TokenKinds, TraceStatus } from 'tracenest/wire';
import { sql, trustedSql, uuids, type Sql } from '../store/sql.js';
import type { Reader } from '../store/store.js';
import { costSum, tokenCounts } from './row-answer.js';

export interface CountedTotals {
  status: TraceStatus;
  tokens: TokenCounts;
  cost: CostSum;
  finding_count: number;
  warning_count: number;
}

/** Columns of trace_totals that add up. */
export type TotalsRow = TokenKinds & {
  cost_prompt: number;
  cost_completion: number;
  cost_total: number;
  unpriced: number;
  findings: number;
  warnings: number;
};

const summedNames = [
  ...TOKEN_KINDS,
  'cost_prompt',
  'cost_completion',
  'cost_total',
  'unpriced',
  'findings',
  'warnings',
];
/** Columns and their sums, for a query over trace_totals. */
export const totalsColumns: Sql = trustedSql(summedNames.join(', '));
export const totalsSums: Sql = trustedSql(summedNames.map((name) => `sum(${name}) AS ${name}`).join(', '));

/** Of a project without traces. */
export const nothing: TotalsRow = Object.freeze({
  ...(Object.fromEntries(TOKEN_KINDS.map((kind) => [kind, 0])) as unknown as TokenKinds),
  cost_prompt: 0,
  cost_completion: 0,
  cost_total: 0,
  unpriced: 0,
  findings: 0,
  warnings: 0,
});

export function tokensOf(row: TotalsRow): TokenCounts {
  return tokenCounts(row);
}

export function costOf(row: TotalsRow): CostSum {
  const { cost_prompt, cost_completion, cost_total } = row;
  return costSum({ prompt: cost_prompt, completion: cost_completion, total: cost_total }, row.unpriced);
}

/**
 * The latest rows of some traces: `trace_id` and the columns. As FINAL gives them, which merges the rows
 * of all traces that lie beside these before it leaves them out.
 */
export function latestTotals(columns: Sql, traces: Sql): Sql {
  return sql`(SELECT trace_id, ${columns} FROM trace_totals WHERE trace_id IN ${traces} ORDER BY settled DESC LIMIT 1 BY trace_id)`;
}

/** By trace; those that are not counted yet are left out. */
export async function readCounted(reader: Reader, traceIds: readonly string[]): Promise<Map<string, CountedTotals>> {
  const rows = await reader.query<TotalsRow & { trace_id: string; status: TraceStatus }>(
    sql`SELECT * FROM ${latestTotals(sql`status, ${totalsColumns}`, sql`${uuids(traceIds)}`)}`,
  );
  return new Map(
    rows.map((row) => [
      row.trace_id,
      {
        status: row.status,
        tokens: tokensOf(row),
        cost: costOf(row),
        finding_count: row.findings,
        warning_count: row.warnings,
      },
    ]),
  );
}
