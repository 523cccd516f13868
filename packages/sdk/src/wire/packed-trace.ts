/** A trace as it travels, and as it is read. */
import type { TraceAnswer } from './api.js';
import { readTable, unpackRows, type RowTable, type RowTimes, type UntimedRow } from './packed-rows.js';

/** The answer to `GET /api/app/traces/{trace_id}` on its way: its rows are a table. */
export interface PackedTrace extends Omit<TraceAnswer, 'rows'> {
  table: RowTable;
}

/**
 * The trace with its rows.
 *
 * @example
 * const answer = await fetch(`${origin}/api/app/traces/${traceId}`);
 * const { rows } = unpackTrace((await answer.json()) as PackedTrace);
 */
export function unpackTrace({ table, ...answer }: PackedTrace): TraceAnswer {
  return { ...answer, rows: unpackRows(table) };
}

/** A trace as a view needs it: the times of its rows as columns of numbers. */
export interface ReadTrace extends Omit<TraceAnswer, 'rows'> {
  rows: UntimedRow[];
  times: RowTimes;
}

export function readTrace({ table, ...answer }: PackedTrace): ReadTrace {
  return { ...answer, ...readTable(table) };
}
