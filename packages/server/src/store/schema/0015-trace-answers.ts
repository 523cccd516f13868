/** What a page is told of a large trace, ready made: its first reader need not wait for the tree. */
import type { SchemaStep } from './schema-step.js';

/**
 * The row with the latest `settled` counts, and only while `state` is that of the trace
 * (query/lasting-answers.ts). A row is some megabytes long: few are read at once.
 */
const traceAnswers = `
CREATE TABLE IF NOT EXISTS trace_answers (
  trace_id UUID,
  settled  Int64  COMMENT 'microseconds since 1970',
  state    String COMMENT 'hash of all that the answer was made from',
  named    String COMMENT 'JSON: processes that its runs name, with the first and the last arrival of each',
  answer   String COMMENT 'JSON of a PackedTrace but for what each moment says anew' CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree(settled)
ORDER BY trace_id
SETTINGS index_granularity = 16, fsync_after_insert = 1, fsync_part_directory = 1`;

export const traceAnswersTable: SchemaStep = { number: 15, name: 'trace-answers', statements: [traceAnswers] };
