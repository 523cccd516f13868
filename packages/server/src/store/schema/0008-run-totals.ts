/** Tokens and cost of single runs with all below them, so that filters and lists need not read trees. */
import type { SchemaStep } from './schema-step.js';

/**
 * Of each trace only the rows count that were written with its row in trace_totals: `settled` is
 * the same. Runs that report nothing, nor any run below them, have no row. Money is nano-dollars.
 */
const runTotals = `
CREATE TABLE IF NOT EXISTS run_totals (
  trace_id        UUID,
  run_id          UUID,
  settled         Int64 COMMENT 'microseconds since 1970',
  prompt          UInt64,
  completion      UInt64,
  total           UInt64,
  cache_read      UInt64,
  cache_write     UInt64,
  cache_write_1h  UInt64,
  audio_in        UInt64,
  image_in        UInt64,
  reasoning       UInt64,
  audio_out       UInt64,
  image_out       UInt64,
  cost_prompt     Int64,
  cost_completion Int64,
  cost_total      Int64,
  is_priced       Bool COMMENT 'the cost of some of it is known'
)
ENGINE = ReplacingMergeTree(settled)
ORDER BY (trace_id, run_id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1`;

/** Traces that were counted before have no rows yet: they are counted once more. */
const hasRunTotals = `ALTER TABLE trace_totals ADD COLUMN IF NOT EXISTS has_run_totals Bool DEFAULT false`;

export const runTotalsTable: SchemaStep = { number: 8, name: 'run-totals', statements: [runTotals, hasRunTotals] };
