/**
 * Tokens and cost of rows, told by what each row adds: for every row the sum is what it adds and the
 * sums of its children (api-totals.ts), so the sums of all rows follow from the few that add something.
 */
import type { TraceRowAnswer } from './api.js';
import type { CostSum, RowTotalsAnswer, TokenCounts } from './api-totals.js';
import { TOKEN_KINDS } from './usage-report.js';

/** What a row reports and adds. Absent: nothing. */
export interface OwnTotals extends Pick<RowTotalsAnswer, 'own' | 'counted' | 'priced'> {
  /** What the row adds, where that is not just what it counts. */
  added?: Sums;
}

interface Sums {
  sum: TokenCounts;
  cost: CostSum;
}

/** By row; null where it adds nothing. Rows depth first. */
export function ownTotals(rows: readonly TraceRowAnswer[]): (OwnTotals | null)[] {
  const below: (Sums | null)[] = rows.map(() => null);
  const all: (OwnTotals | null)[] = rows.map(() => null);
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    const ownBelow = below[index] ?? null;
    const sums = row?.totals ?? ownBelow;
    if (row === undefined || sums === null) continue;
    if (row.parent >= 0) below[row.parent] = add(below[row.parent] ?? null, sums);
    if (row.totals !== undefined) all[index] = ownOf(row.totals, ownBelow ?? nothing);
  }
  return all;
}

function ownOf({ own, counted, priced, sum, cost }: RowTotalsAnswer, below: Sums): OwnTotals | null {
  const said: OwnTotals = {};
  if (own !== undefined) said.own = own;
  if (counted !== undefined) said.counted = counted;
  if (priced !== undefined) said.priced = priced;
  const added = combine({ sum, cost }, below, minus);
  if (!isNothing(combine(added, addedBy(said), minus))) said.added = added;
  return own === undefined && counted === undefined && priced === undefined && said.added === undefined ? null : said;
}

/** Gives each row its totals, from what each adds. */
export function addTotals(
  rows: readonly Pick<TraceRowAnswer, 'parent' | 'totals'>[],
  all: readonly (OwnTotals | null)[],
): void {
  const below: (Sums | null)[] = rows.map(() => null);
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    const said = all[index] ?? null;
    const ownBelow = below[index] ?? null;
    const sums = said === null ? ownBelow : add(ownBelow, addedBy(said));
    if (row === undefined || sums === null) continue;
    if (row.parent >= 0) below[row.parent] = add(below[row.parent] ?? null, sums);
    if (said?.own === undefined && sums.sum.total === 0 && sums.cost.total === 0) continue;
    row.totals = { sum: sums.sum, cost: sums.cost };
    if (said?.own !== undefined) row.totals.own = said.own;
    if (said?.counted !== undefined) row.totals.counted = said.counted;
    if (said?.priced !== undefined) row.totals.priced = said.priced;
  }
}

const nothing: Sums = {
  sum: { prompt: 0, completion: 0, total: 0 },
  cost: { prompt: 0, completion: 0, total: 0, unpriced_tokens: 0 },
};

function addedBy({ added, counted }: OwnTotals): Sums {
  if (added !== undefined) return added;
  return counted === undefined ? nothing : { sum: counted.tokens, cost: { ...counted.cost, unpriced_tokens: 0 } };
}

/** Sums may be shared between rows: they are never written to. */
function add(a: Sums | null, b: Sums): Sums {
  return a === null ? b : combine(a, b, plus);
}

function combine(a: Sums, b: Sums, operate: (a: number, b: number) => number): Sums {
  const sum: TokenCounts = {
    prompt: operate(a.sum.prompt, b.sum.prompt),
    completion: operate(a.sum.completion, b.sum.completion),
    total: operate(a.sum.total, b.sum.total),
  };
  for (const kind of OTHER_KINDS) {
    const [left, right] = [a.sum[kind], b.sum[kind]];
    if (left === undefined && right === undefined) continue;
    const both = operate(left ?? 0, right ?? 0);
    if (both !== 0) sum[kind] = both;
  }
  const cost: CostSum = {
    prompt: operate(a.cost.prompt, b.cost.prompt),
    completion: operate(a.cost.completion, b.cost.completion),
    total: operate(a.cost.total, b.cost.total),
    unpriced_tokens: operate(a.cost.unpriced_tokens, b.cost.unpriced_tokens),
  };
  return { sum, cost };
}

const OTHER_KINDS = TOKEN_KINDS.filter((kind) => kind !== 'prompt' && kind !== 'completion' && kind !== 'total');

function isNothing({ sum, cost }: Sums): boolean {
  return [...Object.values(sum), ...Object.values(cost)].every((amount) => amount === 0);
}

function minus(a: number, b: number): number {
  return a - b;
}

/** As the sums were made (`@tracenest/tree`, totals.ts). */
function plus(a: number, b: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, a + b);
}
