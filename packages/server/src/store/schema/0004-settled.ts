/** What was counted for whole traces, so that lists and statistics only add up. */
import type { SchemaStep } from './schema-step.js';

const synced = 'fsync_after_insert = 1, fsync_part_directory = 1';

/**
 * The row with the latest \`settled\` is the trace. It is counted anew when something arrives after
 * \`through\`, when the prices are others, and when \`due\` has come. Money is nano-dollars.
 */
const traceTotals = `
CREATE TABLE IF NOT EXISTS trace_totals (
  trace_id       UUID,
  project_id     UUID,
  settled        Int64  COMMENT 'microseconds since 1970',
  through        Int64  COMMENT 'arrival of the latest record that is counted, microseconds since 1970',
  due            Int64  COMMENT 'milliseconds since 1970 at which it may say something else though nothing arrives; 0: never',
  prices         LowCardinality(String) COMMENT 'version',
  status         LowCardinality(String),
  start_at       Nullable(DateTime64(6, 'UTC')),
  duration_us    Nullable(Int64),
  runs           UInt64,
  errors         UInt64,
  prompt         UInt64,
  completion     UInt64,
  total          UInt64,
  cache_read     UInt64,
  cache_write    UInt64,
  cache_write_1h UInt64,
  audio_in       UInt64,
  image_in       UInt64,
  reasoning      UInt64,
  audio_out      UInt64,
  image_out      UInt64,
  cost_prompt     Int64,
  cost_completion Int64,
  cost_total      Int64,
  unpriced       UInt64 COMMENT 'tokens whose cost is not known',
  findings       UInt64 COMMENT 'hints, warnings and errors',
  warnings       UInt64 COMMENT 'warnings and errors'
)
ENGINE = ReplacingMergeTree(settled)
ORDER BY trace_id
SETTINGS index_granularity = 1024, ${synced}`;

/** Of each trace only the rows count that were written with its row in trace_totals: \`settled\` is the same. */
const traceFindings = `
CREATE TABLE IF NOT EXISTS trace_findings (
  project_id UUID,
  code       LowCardinality(String),
  trace_id   UUID,
  run_id     UUID,
  settled    Int64,
  time       DateTime64(6, 'UTC') COMMENT 'begin of the run',
  severity   Enum8('info' = 0, 'hint' = 1, 'warning' = 2, 'error' = 3),
  weight     UInt64 COMMENT 'findings that this row stands for: 1, but for the last of very many in one trace',
  run_name   String,
  service    LowCardinality(String) COMMENT 'empty: not said',
  evidence   String COMMENT 'JSON; empty where it is long' CODEC(ZSTD)
)
ENGINE = ReplacingMergeTree(settled)
ORDER BY (project_id, code, trace_id, run_id)
SETTINGS index_granularity = 1024, ${synced}`;

export const settledTables: SchemaStep = { number: 4, name: 'settled', statements: [traceTotals, traceFindings] };
