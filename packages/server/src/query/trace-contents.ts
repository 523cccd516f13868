/** A number for what each run of a trace took and gave, so that two traces can be compared without their payloads. */
import type { TraceContentsAnswer } from 'tracenest/wire';
import { sql, uuids } from '../store/sql.js';
import type { Store } from '../store/store.js';
import { Budget, type BudgetOptions } from './budget.js';
import { joinsBelow } from './read-splits.js';

interface Row {
  run_id: string;
  inputs: number;
  outputs: number;
}

/**
 * Of each run the inputs and outputs that stand when its records are merged (contract §3.5): what the
 * last update says, else what the first create does. `join`: also of the traces that are shown below it.
 * Throws BudgetSpent where it takes too long.
 */
export async function traceContents(
  store: Store,
  { traceId, join }: { traceId: string; join: boolean },
  options: BudgetOptions = {},
): Promise<TraceContentsAnswer> {
  const joined = join ? (await joinsBelow(store, traceId)).traceIds : [];
  const traces = uuids([...new Set([traceId, ...joined])]);
  // Records of these runs, and of runs that name them as their parents, that lie elsewhere.
  const strays = sql`SELECT trace_id, if(role = 'run', id, other_id) FROM run_ids
    WHERE id IN (SELECT id FROM runs WHERE trace_id IN ${traces}) AND trace_id NOT IN ${traces}`;
  const rows = await new Budget(options).step((limits) =>
    store.query<Row>(
      // Of 32 bits, which a number of JSON holds; 0: nothing was recorded.
      sql`SELECT toString(id) AS run_id,
            if(countIf(is_in AND is_update) > 0, argMaxIf(hash_in, told, is_in AND is_update), argMinIf(hash_in, told, is_in)) AS inputs,
            if(countIf(is_out AND is_update) > 0, argMaxIf(hash_out, told, is_out AND is_update), argMinIf(hash_out, told, is_out)) AS outputs
          FROM (
            SELECT id, op = 'update' AS is_update, (arrived, digest) AS told,
              payloads.inputs != '' AS is_in, toUInt32(cityHash64(payloads.inputs)) AS hash_in,
              payloads.outputs != '' AS is_out, toUInt32(cityHash64(payloads.outputs)) AS hash_out
            FROM payloads WHERE trace_id IN ${traces} OR (trace_id, id) IN (${strays})
          ) GROUP BY id`,
      limits,
    ),
  );
  return {
    run_ids: rows.map((row) => row.run_id),
    inputs: rows.map((row) => row.inputs),
    outputs: rows.map((row) => row.outputs),
  };
}
