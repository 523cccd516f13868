/** What is said about runs and lies beside them: feedback, attachments, links for others, refusals. */
import type { SchemaStep } from './schema-step.js';

const synced = 'fsync_after_insert = 1, fsync_part_directory = 1';

/** The row with the latest \`changed\` is the feedback; one that is \`gone\` was deleted. */
const feedback = `
CREATE TABLE IF NOT EXISTS feedback (
  id         UUID,
  run_id     UUID COMMENT 'nil: of a project, or of a trace as a whole',
  trace_id   UUID COMMENT 'nil: not said',
  project_id UUID COMMENT 'nil: not said; then that of its run counts',
  key        String,
  score      Nullable(Float64),
  source     LowCardinality(String) COMMENT 'api, app, model …',
  rest       String COMMENT 'JSON: what else was said' CODEC(ZSTD),
  created    Int64 COMMENT 'microseconds since 1970',
  changed    Int64,
  gone       Bool,
  INDEX by_run run_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(changed)
ORDER BY id
SETTINGS index_granularity = 1024, ${synced}`;

/** How a key is to be read, and by whom it may be given: latest row of a key. */
const feedbackConfigs = `
CREATE TABLE IF NOT EXISTS feedback_configs (
  key     String,
  config  String COMMENT 'JSON object',
  lower_is_better Bool,
  changed Int64,
  gone    Bool
)
ENGINE = ReplacingMergeTree(changed)
ORDER BY key
SETTINGS ${synced}`;

/** An address under which somebody without a key may give one kind of feedback on one run. */
const feedbackTokens = `
CREATE TABLE IF NOT EXISTS feedback_tokens (
  token   UUID COMMENT 'random; whoever knows it may use it',
  run_id  UUID,
  key     String,
  expires Int64 COMMENT 'milliseconds since 1970',
  INDEX by_run run_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree
ORDER BY token
SETTINGS ${synced}`;

/** Files beside a run. Bytes as base64, which compression undoes: a column of text cannot hold them. */
const attachments = `
CREATE TABLE IF NOT EXISTS attachments (
  run_id    UUID,
  name      String,
  token     UUID COMMENT 'follows from the content; whoever knows it may read the file',
  mime_type String,
  size      UInt64 COMMENT 'bytes',
  content   String CODEC(ZSTD(1)),
  arrived   Int64
)
ENGINE = ReplacingMergeTree(arrived)
ORDER BY (run_id, name)
SETTINGS index_granularity = 16, ${synced}`;

/** Links under which a run's trace may be read without a key; latest row of a run. */
const shares = `
CREATE TABLE IF NOT EXISTS shares (
  run_id  UUID,
  token   UUID,
  changed Int64,
  gone    Bool
)
ENGINE = ReplacingMergeTree(changed)
ORDER BY run_id
SETTINGS ${synced}`;

/** Runs and fields that could not be taken, counted by hour and reason; the last of each in words. */
const refused = `
CREATE TABLE IF NOT EXISTS refused (
  project String COMMENT 'name; empty: it could not be read',
  hour    DateTime('UTC'),
  code    LowCardinality(String),
  field   LowCardinality(String) COMMENT 'empty: the run as a whole',
  runs    SimpleAggregateFunction(sum, UInt64),
  first   SimpleAggregateFunction(min, Int64) COMMENT 'milliseconds since 1970',
  last    SimpleAggregateFunction(max, Int64),
  example SimpleAggregateFunction(max, Tuple(Int64, String, String, String)) COMMENT 'time, run id, message, remedy'
)
ENGINE = AggregatingMergeTree
ORDER BY (project, hour, code, field)
TTL hour + INTERVAL 90 DAY
SETTINGS ${synced}`;

export const besideRuns: SchemaStep = {
  number: 3,
  name: 'beside-runs',
  statements: [feedback, feedbackConfigs, feedbackTokens, attachments, shares, refused],
};
