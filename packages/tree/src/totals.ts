/**
 * Tokens and cost up the tree, nothing counted twice: a run counts only what its descendants do not
 * already report. So a wrapper that repeats the usage of the calls inside it adds nothing, two
 * instrumentations of one call are one call, each attempt of a retry counts, and of a stream that
 * was cut the part that only the caller saw still does.
 *
 * For every row `sum = counted + Σ sum of its children`, in tokens and in cost alike. `counted` is
 * what the row adds; `own` is what it reports. Linear, without recursion, integers only.
 */
import { NO_TOKENS, plainReport, timeToMs } from 'tracenest/wire';
import type { SkeletonRun, StatedCost, TokenKinds, UsageReport } from 'tracenest/wire';
import { repeatedCalls } from './repeated-calls.js';
import { costOfTokens, type Cost, type FindPrice, type Unpriced } from './prices.js';
import { addTokens, mostTokens, sumTokens, tokensBeyond, type TokenSums } from './token-sums.js';
import type { TraceTree, TreeRow } from './trace-tree.js';

export interface RowTotals {
  /** What the row reports itself; null: nothing. */
  own: UsageReport | null;
  /** Of that, what is not reported already: by its descendants, or elsewhere for the very same call. */
  counted: Readonly<TokenKinds>;
  /** Of the row and all below it. */
  sum: Readonly<TokenKinds>;
  /** Nano-dollars that the row adds, and with all below it. */
  cost: { counted: Readonly<Cost>; sum: Readonly<Cost> };
  priced: Priced | null;
  /** Of the tokens of `sum` those whose cost is not known: with any, the cost is at least so much. */
  unpriced: number;
}

/**
 * How the cost of what a row reports is known: said by the sender, from the price table, within
 * what a run above states, counted for another report of the same call; or why it is not.
 */
export type Priced = 'stated' | 'computed' | 'covered' | 'repeated' | Unpriced;

export interface Totals {
  /** By row of the tree. */
  rows: RowTotals[];
  /** Of the whole trace: its top-level rows together. */
  trace: { sum: Readonly<TokenKinds>; cost: Readonly<Cost>; unpriced: number };
}

export interface TotalsOptions {
  /** What a run reports. Default: the three counts of its skeleton, without model or cost. */
  reportOf?: (run: SkeletonRun) => UsageReport | null;
  /** Prices, from `priceFinder`. Default: none, so that only stated costs count. */
  findPrice?: FindPrice;
}

/**
 * The totals of every row of a tree, and of the trace.
 *
 * @example
 * const { trace } = totalsOf(tree, { reportOf: (run) => reports.get(run.id) ?? null, findPrice: priceFinder(priceTable) });
 */
export function totalsOf({ rows }: Pick<TraceTree, 'rows'>, options: TotalsOptions = {}): Totals {
  const { reportOf = skeletonReport, findPrice = noPrice } = options;
  const own = rows.map(({ run }) => (run === null ? null : reportOf(run)));
  const isRepeated = repeatedCalls(rows, own);
  const told = own.map((report, row) => (isRepeated[row] === true ? null : report));
  const tokens = sumTokens(
    rows.map((row) => row.parent),
    told.map((report) => report?.tokens ?? null),
  );
  const costs = sumCosts(rows, told, tokens, findPrice);
  const top = rows.flatMap((row, index) => (row.parent === -1 ? [index] : []));
  const unpricedOf = (row: number): number => (tokens.sum[row]?.total ?? 0) - (costs.priced[row]?.total ?? 0);
  return {
    rows: rows.map((_, row) => ({
      own: own[row] ?? null,
      counted: tokens.counted[row] ?? NO_TOKENS,
      sum: tokens.sum[row] ?? NO_TOKENS,
      cost: { counted: costs.counted[row] ?? NO_COST, sum: costs.sum[row] ?? NO_COST },
      priced: isRepeated[row] === true ? 'repeated' : (costs.how[row] ?? null),
      unpriced: unpricedOf(row),
    })),
    trace: {
      sum: top.reduce((sum, row) => addTokens(sum, tokens.sum[row] ?? NO_TOKENS), NO_TOKENS),
      cost: top.reduce((sum, row) => addTokens(sum, costs.sum[row] ?? NO_COST), NO_COST),
      unpriced: top.reduce((sum, row) => sum + unpricedOf(row), 0),
    },
  };
}

/** Costs add up as tokens do, kind by kind. */
const NO_COST: Readonly<Cost> = NO_TOKENS;

interface CostSums {
  counted: Readonly<Cost>[];
  sum: Readonly<Cost>[];
  /** Of the tokens of each row's sum those whose cost is known. */
  priced: Readonly<TokenKinds>[];
  how: (Priced | null)[];
}

function sumCosts(
  rows: readonly TreeRow[],
  told: readonly (UsageReport | null)[],
  tokens: TokenSums,
  findPrice: FindPrice,
): CostSums {
  const isCovered = coveredRows(rows, told, tokens);
  const costs: CostSums = {
    counted: rows.map(() => NO_COST),
    sum: rows.map(() => NO_COST),
    priced: rows.map(() => NO_TOKENS),
    how: rows.map(() => null),
  };
  // From the last row up: when a row is reached, its sums hold those of its children.
  for (let row = rows.length - 1; row >= 0; row -= 1) {
    const report = told[row] ?? null;
    const start = rows[row]?.start_time ?? null;
    if (report !== null) countCost(costs, row, report, isCovered[row] === true, () => findPrice(report, timeOf(start)));
    if (isCovered[row] === true) costs.priced[row] = tokens.sum[row] ?? NO_TOKENS;
    const parent = rows[row]?.parent ?? -1;
    if (parent === -1) continue;
    costs.sum[parent] = addTokens(costs.sum[parent] ?? NO_COST, costs.sum[row] ?? NO_COST);
    costs.priced[parent] = addTokens(costs.priced[parent] ?? NO_TOKENS, costs.priced[row] ?? NO_TOKENS);
  }
  return costs;
}

function countCost(
  costs: CostSums,
  row: number,
  report: UsageReport,
  isCovered: boolean,
  find: () => ReturnType<FindPrice>,
): void {
  const below = costs.sum[row] ?? NO_COST;
  const pricedBelow = costs.priced[row] ?? NO_TOKENS;
  if (report.cost !== null) {
    const sum = mostTokens(statedCost(report.cost), below);
    costs.how[row] = 'stated';
    costs.sum[row] = sum;
    costs.counted[row] = tokensBeyond(sum, below);
    costs.priced[row] = mostTokens(report.tokens, pricedBelow);
    return;
  }
  if (isCovered) {
    costs.how[row] = 'covered';
    return;
  }
  const { rates, unpriced } = find();
  costs.how[row] = unpriced ?? 'computed';
  if (rates === null) return;
  const rest = chargeable(tokensBeyond(mostTokens(report.tokens, pricedBelow), pricedBelow));
  const cost = costOfTokens(rest, rates);
  costs.counted[row] = cost;
  costs.sum[row] = addTokens(below, cost);
  costs.priced[row] = addTokens(pricedBelow, rest);
}

/** Input and output have prices; tokens of which only the total is known have none. */
function chargeable(tokens: Readonly<TokenKinds>): TokenKinds {
  const completion = Math.min(tokens.completion, tokens.total);
  const prompt = Math.min(tokens.prompt, tokens.total - completion);
  return { ...tokens, prompt, completion, total: prompt + completion };
}

/**
 * Rows below one that states a cost and reports at least the tokens of all below it: the statement
 * speaks of their calls too, and wins over what a price table would say of them.
 */
function coveredRows(rows: readonly TreeRow[], told: readonly (UsageReport | null)[], { sum }: TokenSums): boolean[] {
  const covers = rows.map((_, row) => {
    const report = told[row] ?? null;
    const all = sum[row] ?? NO_TOKENS;
    if (report === null || report.cost === null || report.tokens.total === 0) return false;
    const { prompt, completion, total } = report.tokens;
    return prompt >= all.prompt && completion >= all.completion && total >= all.total;
  });
  const isCovered: boolean[] = [];
  for (const { parent } of rows) {
    isCovered.push(parent !== -1 && (isCovered[parent] === true || covers[parent] === true));
  }
  return isCovered;
}

function statedCost({ prompt, completion, total, kinds }: StatedCost): Cost {
  const parts = (prompt ?? 0) + (completion ?? 0);
  return {
    ...NO_COST,
    ...kinds,
    prompt: prompt ?? 0,
    completion: completion ?? 0,
    total: Math.max(total ?? 0, parts),
  };
}

function timeOf(start: string | null): number {
  return start === null ? Number.NaN : timeToMs(start);
}

function skeletonReport(run: SkeletonRun): UsageReport | null {
  return run.usage === null ? null : plainReport(run.usage);
}

function noPrice(): ReturnType<FindPrice> {
  return { rates: null, unpriced: 'no-model' };
}
