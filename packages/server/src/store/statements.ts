/** What every call to the engine is made of, embedded or on a server: settings, and rows as text. */
import type { ClickHouseSettings } from '@clickhouse/client';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { QueryLimits } from './store.js';

/** Of inserts and commands. */
export const writeLimits: Required<Pick<QueryLimits, 'maxSeconds' | 'maxMemoryBytes'>> = {
  maxSeconds: 120,
  maxMemoryBytes: 4 * 2 ** 30,
};

/** The full set: a setting left out would keep the value of the client's call before. */
export function settingsFor(limits: QueryLimits): ClickHouseSettings {
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

/** An insert as one text, and how it is to be read. */
export async function insertStatement(
  table: string,
  rows: readonly object[],
): Promise<{ query: string; settings: ClickHouseSettings }> {
  const query = `INSERT INTO ${table} FORMAT JSONEachRow\n${await jsonLines(rows)}`;
  return {
    query,
    settings: {
      ...settingsFor(writeLimits),
      input_format_parallel_parsing: query.length > maxParallelBytes ? 0 : 1,
    },
  };
}

/** Parsed in parallel, a row of more than 100 MB is taken for broken JSON and refused. */
const maxParallelBytes = 64 * 2 ** 20;

/** Longest piece of work between two turns of the event loop. */
const sliceMs = 10;

/** Encoded here and not by the client, which would hold up everything else for as long as it takes. */
async function jsonLines(rows: readonly object[]): Promise<string> {
  const lines: string[] = [];
  let pauseAt = performance.now() + sliceMs;
  for (const row of rows) {
    lines.push(JSON.stringify(row));
    if (performance.now() < pauseAt) continue;
    await nextTurn();
    pauseAt = performance.now() + sliceMs;
  }
  return lines.join('\n');
}
