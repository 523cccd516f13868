/** What lists show of a trace, ready made, and which conversation it is a turn of. */
import type { SchemaStep } from './schema-step.js';

/**
 * The row with the latest `settled` is the trace. It says what the records say up to `through`: a
 * reader sees whether later ones have arrived. Sorted by the digits of the id as they are written, of
 * which those of version 7 begin with the time: traces of one page of a list lie beside each other. A
 * line is looked up in small pieces.
 */
const traceHeads = `
CREATE TABLE IF NOT EXISTS trace_heads (
  trace_id UUID,
  settled  Int64  COMMENT 'microseconds since 1970',
  through  Int64  COMMENT 'arrival of the latest record that is counted, microseconds since 1970',
  due      Int64  COMMENT 'milliseconds since 1970 at which it may say something else though nothing arrives; 0: never',
  findings UInt64 COMMENT 'of any severity, those that come of other traces left out',
  summary  String COMMENT 'JSON (TraceSummary but for its project); empty: records of the trace lie elsewhere, it has to be put together' CODEC(ZSTD)
)
ENGINE = ReplacingMergeTree(settled)
ORDER BY UUIDToNum(trace_id)
SETTINGS index_granularity = 64, min_compress_block_size = 16384, fsync_after_insert = 1, fsync_part_directory = 1`;

const columns: readonly string[] = [
  "thread_id String COMMENT 'of its root; empty: none'",
  // Traces that were counted before have none: they are counted once more.
  'has_head Bool DEFAULT false',
];

export const traceHeadsTable: SchemaStep = {
  number: 14,
  name: 'trace-heads',
  statements: [traceHeads, ...columns.map((column) => `ALTER TABLE trace_totals ADD COLUMN IF NOT EXISTS ${column}`)],
};
