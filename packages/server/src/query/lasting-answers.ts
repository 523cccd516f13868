/**
 * Answers about large traces, kept in the store when the trace is counted: the tree is made then
 * anyway, and the first reader, also one after a restart, waits for the answer alone. An answer is kept
 * with the state of all that it was made from and used only while that is still the state.
 */
import { createHash } from 'node:crypto';
import { findPlacesOfTrace, type Place } from '../store/records.js';
import { readProjects } from '../store/projects.js';
import { sql, uuid, uuids } from '../store/sql.js';
import type { Reader } from '../store/store.js';
import type { AssembledTrace } from './get-trace.js';
import type { Around } from './joined-trace.js';
import { makerOfAnswers } from './maker.js';
import type { NamedProcess } from './process-facts.js';

/** Records of a trace from which on its answer is kept: the tree of fewer is made as soon. */
export const LARGE_RECORDS = 5_000;
/** UTF-8; the largest answers have 250,000 rows. */
const maxBytes = 64 * 2 ** 20;

/** An answer but for what each moment says anew. */
export interface LastingAnswer {
  /** Of encodeTrace. */
  bytes: Uint8Array<ArrayBuffer>;
  named: readonly NamedProcess[];
}

/** A row of the table trace_answers. */
export interface AnswerRow {
  trace_id: string;
  settled: number;
  state: string;
  named: string;
  answer: string;
}

/** Whether an answer stays right until something arrives or is said: no clock, process or absent run has a say in it. */
export function isSettled({ tree }: AssembledTrace): boolean {
  return tree.rows.every(({ placeholder, run }) => placeholder === null && run !== null && run.end_time !== null);
}

/** Those of the given traces that have more records than `most`: their answers are kept. */
export async function findLarge(reader: Reader, traceIds: readonly string[], most: number): Promise<Set<string>> {
  const rows = await reader.query<{ trace_id: string }>(
    sql`SELECT trace_id FROM runs WHERE trace_id IN ${uuids(traceIds)}
        GROUP BY trace_id HAVING count() > ${most}`,
  );
  return new Set(rows.map(({ trace_id }) => trace_id));
}

/**
 * Another text after each change of what the answer about a trace is made from, the code that makes it
 * included; null where other traces have a part in it. `prices`: version; `around`: of the trace, as it
 * is now; `places`: likewise (findPlacesOfTrace).
 */
export async function stateOfTrace(
  reader: Reader,
  traceId: string,
  prices: string,
  around: Around,
  places: readonly Place[] | Promise<readonly Place[]> = findPlacesOfTrace(reader, traceId),
): Promise<string | null> {
  const [records, elsewhere] = await Promise.all([stateOfRecords(reader, traceId), places]);
  if (elsewhere.length > 0 || around.below.traceIds.length > 1) return null;
  return createHash('sha256')
    .update(JSON.stringify([makerOfAnswers(), prices, records, around]))
    .digest('hex');
}

/** Of exactly equal records only the first counts, whether the store has dropped the others or not. */
async function stateOfRecords(reader: Reader, traceId: string): Promise<unknown> {
  const [[row], projects] = await Promise.all([
    reader.query<{ count: number; sum: string; projectIds: string[] }>(
      sql`SELECT count() AS count, toString(sum(cityHash64(id, op, digest, arrived))) AS sum,
                 arraySort(groupUniqArray(project_id)) AS projectIds
          FROM runs FINAL WHERE trace_id = ${uuid(traceId)}`,
      { maxSeconds: 60 },
    ),
    readProjects(reader),
  ]);
  // A renamed project is told by its new name.
  const named = projects.filter(({ id }) => row?.projectIds.includes(id));
  return [row, named.map(({ id, name, former }) => [id, name, former.length > 0])];
}

/** The row for an answer; null where it is too long. `state`: before and after the trace was read; `nowMs`: milliseconds since 1970. */
export function answerRow(
  traceId: string,
  { bytes, named }: LastingAnswer,
  state: string,
  nowMs: number,
): AnswerRow | null {
  if (bytes.length > maxBytes) return null;
  const answer = new TextDecoder().decode(bytes);
  return { trace_id: traceId, settled: nowMs * 1000, state, named: JSON.stringify(named), answer };
}

/** Of which state an answer is kept; null: none is. */
export async function keptState(reader: Reader, traceId: string): Promise<string | null> {
  const [row] = await reader.query<{ state: string }>(
    sql`SELECT state FROM trace_answers WHERE trace_id = ${uuid(traceId)} ORDER BY settled DESC LIMIT 1`,
    { unlessWritten: ['trace_answers'] },
  );
  return row?.state ?? null;
}

/** The answer that is kept of a state. */
export async function readLasting(reader: Reader, traceId: string, state: string): Promise<LastingAnswer | null> {
  const [row] = await reader.queryLists<[named: string, answer: string]>(
    sql`SELECT named, answer FROM trace_answers WHERE trace_id = ${uuid(traceId)} AND state = ${state} LIMIT 1`,
  );
  if (row === undefined) return null;
  const [named, answer] = row;
  return { named: JSON.parse(named) as NamedProcess[], bytes: new TextEncoder().encode(answer) };
}
