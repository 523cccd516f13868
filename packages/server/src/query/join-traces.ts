/** Two traces shown as one, or apart again, because a reader said so. What was sent stays as it is. */
import { addJoin } from '@tracenest/tree';
import type { JoinAnswer } from 'tracenest/wire';
import { nilId } from '../store/rows.js';
import { bind, sql, uuid } from '../store/sql.js';
import type { Store } from '../store/store.js';
import { joinsBelow } from './read-splits.js';

export type Joined = { done: true } | { done: false; why: 'no-run'; id: string } | { done: false; why: 'ring' };

export async function joinTraces(store: Store, wish: Omit<JoinAnswer, 'by'>, nowMs: number): Promise<Joined> {
  for (const [traceId, id] of [
    [wish.trace_id, wish.run_id],
    [wish.parent_trace_id, wish.parent_id],
  ] as const) {
    const found = await store.query(
      sql`SELECT 1 FROM runs WHERE trace_id = ${uuid(traceId)} AND id = ${uuid(id)} LIMIT 1`,
    );
    if (found.length === 0) return { done: false, why: 'no-run', id };
  }
  const { joins } = await joinsBelow(store, wish.trace_id);
  if (addJoin(joins, { ...wish, by: 'reader' }) === null) return { done: false, why: 'ring' };
  await save(store, wish, nowMs);
  return { done: true };
}

/** Also where an id says that it belongs below another. */
export async function partTraces(store: Store, runId: string, nowMs: number): Promise<void> {
  const [held] = await store.query<Omit<JoinAnswer, 'by'>>(
    sql`SELECT run_id, trace_id, parent_id, parent_trace_id FROM (
          SELECT run_id, trace_id, parent_id, parent_trace_id, 1 AS rank FROM joins FINAL WHERE run_id = ${uuid(runId)}
          UNION ALL
          SELECT run_id, trace_id, parent_id, parent_trace_id, 2 AS rank FROM splits FINAL WHERE run_id = ${uuid(runId)}
        ) ORDER BY rank LIMIT 1`,
  );
  if (held !== undefined) await save(store, { ...held, parent_id: nilId }, nowMs);
}

async function save(store: Store, join: Omit<JoinAnswer, 'by'>, nowMs: number): Promise<void> {
  await store.insert('joins', [{ ...join, changed: nowMs * 1000 }]);
  const traces = [join.trace_id, join.parent_trace_id];
  const rows = await store.query<{ trace_id: string; project_id: string }>(
    sql`SELECT DISTINCT trace_id, project_id FROM traces WHERE trace_id IN ${bind('Array(UUID)', traces)}`,
  );
  await store.insert(
    'changes',
    rows.map((row) => ({ ...row, arrived: nowMs * 1000 })),
  );
}
