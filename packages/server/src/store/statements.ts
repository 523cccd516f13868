/** What every call to the engine is made of, embedded or on a server: settings, and rows as text. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EncodedRows, QueryLimits } from './store.js';

/** Names of the engine's settings with their values. */
export type Settings = Record<string, string | number>;

/** Of inserts and commands. */
export const writeLimits: Required<Pick<QueryLimits, 'maxSeconds' | 'maxMemoryBytes'>> = {
  maxSeconds: 120,
  maxMemoryBytes: 4 * 2 ** 30,
};

/** The full set: a setting left out would keep the value of the client's call before. */
export function settingsFor(limits: QueryLimits): Settings {
  return {
    max_execution_time: limits.maxSeconds ?? 30,
    max_memory_usage: String(limits.maxMemoryBytes ?? 2 * 2 ** 30),
    session_timezone: 'UTC',
    date_time_input_format: 'best_effort',
    date_time_output_format: 'iso',
    output_format_json_quote_64bit_integers: 0,
    output_format_json_named_tuples_as_objects: 0,
    // A column that is misspelt in our code is an error, not a row with a hole.
    input_format_skip_unknown_fields: 0,
    async_insert: 0,
    input_format_parallel_parsing: 1,
    // Words are indexed when parts are merged; until then a search reads what is new.
    materialize_skip_indexes_on_insert: 0,
  };
}

/** The format of rows that are inserted: a JSON list for each, in the order of the named columns. */
export const insertFormat = 'JSONCompactEachRow';

/**
 * A column that only some of the rows have takes its default in the others. Without the names, of which
 * a row of a run has more than of anything else, both sides have less to do.
 */
export async function encodeRows(rows: readonly object[]): Promise<EncodedRows> {
  const columns = columnsOf(rows);
  const lines = await jsonLines(rows as readonly Readonly<Record<string, unknown>>[], columns);
  return { columns, lines: new TextEncoder().encode(lines) };
}

/** Of an insert of such rows. */
export function settingsForInsert({ lines }: EncodedRows): Settings {
  return {
    ...settingsFor(writeLimits),
    input_format_parallel_parsing: lines.length > maxParallelBytes ? 0 : 1,
  };
}

/** Parsed in parallel, a row of more than 100 MB is taken for broken JSON and refused. */
const maxParallelBytes = 64 * 2 ** 20;

/** Longest piece of work between two turns of the event loop. */
const sliceMs = 10;

function columnsOf(rows: readonly object[]): string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const column in row) columns.add(column);
  return [...columns];
}

/** Encoded here and not by the client, which would hold up everything else for as long as it takes. */
async function jsonLines(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[],
): Promise<string> {
  const lines: string[] = [];
  let pauseAt = performance.now() + sliceMs;
  for (const row of rows) {
    lines.push(JSON.stringify(columns.map((column) => row[column])));
    if (performance.now() < pauseAt) continue;
    await nextTurn();
    pauseAt = performance.now() + sliceMs;
  }
  return lines.join('\n');
}
