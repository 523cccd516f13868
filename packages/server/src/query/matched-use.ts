/** Tokens and cost of some runs together, no call counted twice. */
import type { Cost } from '@tracenest/tree';
import { NO_TOKENS, parseDottedOrder, TOKEN_KINDS } from 'tracenest/wire';
import type { TokenKinds } from 'tracenest/wire';
import { noUse, type RunUse } from './run-use.js';
import type { StoredRun } from './stored-runs.js';

export interface CountedRun {
  id: string;
  /** Ids of the runs above it, as far as it tells. */
  above: readonly string[];
  traceId: string;
  isRoot: boolean;
  /** With all below it. */
  use: RunUse;
}

export function countedRun({ run, trace_id, is_root, use }: StoredRun): CountedRun {
  const inOrder = parseDottedOrder(run.dotted_order ?? '') ?? [];
  const above = inOrder.slice(0, -1).map(({ id }) => id);
  if (run.parent_run_id !== null) above.push(run.parent_run_id);
  return { id: run.id, above, traceId: trace_id, isRoot: is_root, use };
}

/** A run speaks for all below it, and a root for its trace: only those count above which none is among the runs. */
export function matchedUse(runs: readonly CountedRun[]): RunUse {
  const ids = new Set(runs.map(({ id }) => id));
  const withRoot = new Set(runs.filter(({ isRoot }) => isRoot).map(({ traceId }) => traceId));
  const top = runs.filter(
    ({ above, traceId, isRoot }) => isRoot || (!withRoot.has(traceId) && !above.some((id) => ids.has(id))),
  );
  return sumUses(top.map(({ use }) => use));
}

export function sumUses(uses: readonly RunUse[]): RunUse {
  const tokens: TokenKinds = { ...noUse.tokens };
  let cost: Cost | null = null;
  for (const use of uses) {
    for (const kind of TOKEN_KINDS) tokens[kind] += use.tokens[kind];
    if (use.cost === null) continue;
    cost ??= { ...NO_TOKENS };
    for (const kind of TOKEN_KINDS) cost[kind] += use.cost[kind];
  }
  return { tokens, cost };
}
