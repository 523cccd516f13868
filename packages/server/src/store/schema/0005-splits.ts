/** Traces that seem to be one, which are shown as one, and whether a change is one of records or of totals. */
import type { SchemaStep } from './schema-step.js';

const synced = 'fsync_after_insert = 1, fsync_part_directory = 1';

/** Latest row of a root: below which run of which trace it seems to belong; or, if \`gone\`, that it does not. */
const splits = `
CREATE TABLE IF NOT EXISTS splits (
  run_id          UUID COMMENT 'the root',
  trace_id        UUID,
  parent_id       UUID,
  parent_trace_id UUID,
  is_certain      Bool COMMENT 'an id says so',
  evidence        String COMMENT 'JSON: the evidence of the finding',
  found           Int64 COMMENT 'microseconds since 1970',
  gone            Bool
)
ENGINE = ReplacingMergeTree(found)
ORDER BY run_id
SETTINGS index_granularity = 1024, ${synced}`;

/** What a reader said of a root: shown below a run, or apart although an id says where it belongs. */
const joins = `
CREATE TABLE IF NOT EXISTS joins (
  run_id          UUID COMMENT 'the root',
  trace_id        UUID,
  parent_id       UUID COMMENT 'nil: apart',
  parent_trace_id UUID,
  changed         Int64 COMMENT 'microseconds since 1970'
)
ENGINE = ReplacingMergeTree(changed)
ORDER BY run_id
SETTINGS ${synced}`;

const changesOf = `ALTER TABLE changes ADD COLUMN IF NOT EXISTS of Enum8('records' = 0, 'totals' = 1) DEFAULT 'records'`;

export const splitTables: SchemaStep = { number: 5, name: 'splits', statements: [splits, joins, changesOf] };
