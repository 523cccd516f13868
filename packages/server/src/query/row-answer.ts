/** A row of a trace as the page needs it: what is zero, empty or not known is left out, for there may be a million. */
import type { RowTiming, RowTotals, TraceTree } from '@tracenest/tree';
import { TOKEN_KINDS } from 'tracenest/wire';
import type {
  CostAnswer,
  CostSum,
  RowTotalsAnswer,
  RunLink,
  TokenCounts,
  TokenKinds,
  TraceRowAnswer,
} from 'tracenest/wire';
import type { Beside } from './read-splits.js';

const NO_LINKS: readonly RunLink[] = [];

export function rowAnswer(
  row: TraceTree['rows'][number],
  totals: RowTotals | undefined,
  timing: RowTiming | undefined,
  { joinedIds, linksIn }: Pick<Beside, 'joinedIds' | 'linksIn'>,
): TraceRowAnswer {
  const { run } = row;
  const answer: TraceRowAnswer = {
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
  if (totals !== undefined && hasTotals(totals)) answer.totals = totalsAnswer(totals);
  if (timing !== undefined && timing.self_ms !== null) answer.self_ms = timing.self_ms;
  if (timing !== undefined && (timing.waiting_ms ?? 0) > 0) answer.waiting_ms = timing.waiting_ms ?? 0;
  if (timing !== undefined && timing.critical_ms > 0) answer.critical_ms = timing.critical_ms;
  if (row.links.length > 0) answer.links = [...row.links];
  // Those of joined traces are in the tree.
  const linkedFrom =
    linksIn.size === 0
      ? NO_LINKS
      : (linksIn.get(row.id) ?? NO_LINKS).filter(({ trace_id }) => !joinedIds.has(trace_id));
  if (row.linked_from.length + linkedFrom.length > 0)
    answer.linked_from = [...row.linked_from, ...linkedFrom.map((link) => ({ ...link, row: -1 }))];
  const from = run?.trace_id ?? null;
  if (from !== null && joinedIds.has(from)) answer.joined_from = from;
  return answer;
}

export function tokenCounts(tokens: Readonly<TokenKinds>): TokenCounts {
  const counts: TokenCounts = { prompt: tokens.prompt, completion: tokens.completion, total: tokens.total };
  for (const kind of TOKEN_KINDS) if (tokens[kind] > 0) counts[kind] = tokens[kind];
  return counts;
}

export function costSum({ prompt, completion, total }: Readonly<CostAnswer>, unpriced_tokens: number): CostSum {
  return { prompt, completion, total, unpriced_tokens };
}

function hasTotals({ own, sum, cost }: RowTotals): boolean {
  return own !== null || sum.total > 0 || cost.sum.total > 0;
}

function totalsAnswer({ own, counted, sum, cost, priced, unpriced }: RowTotals): RowTotalsAnswer {
  const answer: RowTotalsAnswer = { sum: tokenCounts(sum), cost: costSum(cost.sum, unpriced) };
  if (own !== null) {
    const { model, provider, tier } = own;
    answer.own = { tokens: tokenCounts(own.tokens), cost: own.cost, model, provider, tier };
  }
  if (counted.total > 0 || cost.counted.total > 0) {
    const { prompt, completion, total } = cost.counted;
    answer.counted = { tokens: tokenCounts(counted), cost: { prompt, completion, total } };
  }
  if (priced !== null) answer.priced = priced;
  return answer;
}
