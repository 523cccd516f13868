/** Which traces have a root, or any run, that fits a filter: `trace_filter` and `tree_filter` of a list. */
import { nilId } from '../store/rows.js';
import { sql, uuids } from '../store/sql.js';
import type { Budget } from './budget.js';
import { factsOfRuns } from './run-facts.js';
import { matchesFilter } from './filter/match.js';
import type { Filter } from './filter/syntax.js';
import { findCandidates } from './run-candidates.js';
import type { Position } from './position.js';
import type { RunSource } from './run-use.js';
import { readStoredRuns } from './stored-runs.js';

/** Read at once. Most traces are smaller, and one run that fits is enough. */
const batch = 200;

export async function tracesThatFit(
  source: RunSource,
  budget: Budget,
  traceIds: readonly string[],
  filter: Filter,
  which: 'roots' | 'all runs',
): Promise<Set<string>> {
  const fitting = new Set<string>();
  const open = new Set(traceIds);
  let after: Position | null = null;
  while (open.size > 0) {
    // Roots come first, and in most trees what is asked for is near them.
    const found: Position[] = await budget.step((limits) =>
      findCandidates(
        source.store,
        {
          filter: which === 'roots' ? onlyRoots(filter) : filter,
          traceFilter: null,
          treeFilter: null,
          order: 'asc',
          after,
          rows: { fromUs: null, toUs: null },
          starts: { fromUs: null, toUs: null },
          scope: sql`runs.trace_id IN ${uuids([...open, nilId])}`,
          limit: batch,
          uncounted: null,
        },
        limits,
      ),
    );
    const ids = found.map(({ id }) => id);
    const runs = await budget.step((limits) => readStoredRuns(source.store, ids, { payloads: true }, limits));
    for (const { facts: run } of await factsOfRuns(source, runs, filter, budget)) {
      if (!open.has(run.trace_id as string) || (which === 'roots' && run.is_root !== true)) continue;
      if (!matchesFilter(filter, run)) continue;
      fitting.add(run.trace_id as string);
      open.delete(run.trace_id as string);
    }
    after = found.at(-1) ?? null;
    if (found.length < batch || after === null) break;
  }
  return fitting;
}

function onlyRoots(filter: Filter): Filter {
  return { kind: 'and', parts: [{ kind: 'field', field: 'is_root', comparator: 'eq', values: [true] }, filter] };
}
