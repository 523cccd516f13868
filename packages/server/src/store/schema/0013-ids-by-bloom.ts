/** Rows of a trace are found without reading those of others that lie beside them. */
import type { SchemaStep } from './schema-step.js';

/**
 * Ids are spread over all of each part, however new it is: a look-up of fifty traces would read fifty
 * pieces of every part. The filter tells which of them have none of the ids.
 */
const tables: readonly string[] = ['runs', 'payloads', 'trace_totals', 'run_totals'];

export const idsByBloom: SchemaStep = {
  number: 13,
  name: 'ids-by-bloom',
  statements: tables.flatMap((table) => [
    `ALTER TABLE ${table} ADD INDEX IF NOT EXISTS by_trace trace_id TYPE bloom_filter(0.01) GRANULARITY 1`,
    // Of what is there already, beside the work of the server; until then it is read without.
    `ALTER TABLE ${table} MATERIALIZE INDEX by_trace`,
  ]),
};
