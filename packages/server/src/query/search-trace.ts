/** Runs of one trace by a text in what was recorded of them: inputs, outputs, name, error, tags, metadata. */
import type { TraceSearchAnswer } from 'tracenest/wire';
import { searched } from '../store/schema/0006-search.js';
import { sql, trustedSql, uuids, type Sql } from '../store/sql.js';
import type { Store } from '../store/store.js';
import { Budget, type BudgetOptions } from './budget.js';
import { joinsBelow } from './read-splits.js';

/** More than these nobody goes through; then it is said that there are more. */
const mostRuns = 20_000;

export interface TraceSearchAsk {
  traceId: string;
  join: boolean;
  text: string;
}

/**
 * `join`: also in the traces that are shown below it. Throws BudgetSpent where it takes too long.
 * A text that stood in an earlier version of a run finds it as well.
 */
export async function searchTrace(
  store: Store,
  { traceId, join, text }: TraceSearchAsk,
  options: BudgetOptions = {},
): Promise<TraceSearchAnswer> {
  const budget = new Budget(options);
  const joined = join ? (await joinsBelow(store, traceId)).traceIds : [];
  const traces = uuids([...new Set([traceId, ...joined])]);
  const own = sql`SELECT id FROM runs WHERE trace_id IN ${traces}`;
  // Records of these runs, and of runs that name them as their parents, that lie elsewhere.
  const strays = sql`SELECT trace_id, if(role = 'run', id, other_id) FROM run_ids
    WHERE id IN (${own}) AND trace_id NOT IN ${traces}`;
  const found = new Set<string>();
  for (const place of [sql`trace_id IN ${traces}`, sql`(trace_id, id) IN (${strays})`]) {
    for (const id of await idsWith(store, place, text, budget)) found.add(id);
  }
  const ids = [...found].slice(0, mostRuns);
  return { run_ids: ids, is_complete: ids.length === found.size };
}

async function idsWith(store: Store, place: Sql, text: string, budget: Budget): Promise<string[]> {
  // As JSON writes it, but for the quotes around it.
  const written = JSON.stringify(text).slice(1, -1);
  const rows = await budget.step((limits) =>
    store.query<{ id: string }>(
      sql`SELECT DISTINCT toString(id) AS id FROM payloads
          WHERE ${place} AND position(${trustedSql(searched)}, lowerUTF8(${written})) > 0 LIMIT ${mostRuns + 1}`,
      limits,
    ),
  );
  return rows.map(({ id }) => id);
}
