/**
 * The first tables. One row per record as it was received; merging is done in one place when a
 * run is read (`tracenest/wire` merge.ts), so no row here is ever "the" run. Text of SQL in a
 * module, so that the bundled server carries it.
 */
import type { SchemaStep } from './schema-step.js';

/** On disk before the insert returns: an acknowledged run survives the loss of power. */
const synced = 'fsync_after_insert = 1, fsync_part_directory = 1';

/**
 * What lists, trees and totals read: small columns only. Exactly equal records (a client's retry)
 * collapse to the first that arrived. `trace_id` says where the row is kept; what the record
 * itself said is in `said_trace_id`. The nil UUID keeps records whose trace is not known yet.
 */
const runs = `
CREATE TABLE IF NOT EXISTS runs (
  trace_id          UUID,
  id                UUID,
  op                Enum8('create' = 0, 'update' = 1),
  digest            UInt64 COMMENT 'hash of the whole record as it was decoded',
  arrived           Int64  COMMENT 'microseconds since 1970, strictly increasing' CODEC(Delta, ZSTD),
  project_id        UUID   COMMENT 'nil where the record names no project',
  dialect           LowCardinality(String),
  said_trace_id     Nullable(UUID),
  parent_run_id     Nullable(UUID),
  span_id           Nullable(String) CODEC(ZSTD),
  parent_span_id    Nullable(String) CODEC(ZSTD),
  dotted_order      Nullable(String) CODEC(ZSTD),
  name              LowCardinality(Nullable(String)),
  run_type          LowCardinality(Nullable(String)),
  start_time        Nullable(String) COMMENT 'as said, in normal form; any year' CODEC(ZSTD),
  end_time          Nullable(String) CODEC(ZSTD),
  start_at          Nullable(DateTime64(6, 'UTC')) COMMENT 'start_time within 1900 to 2199' CODEC(Delta, ZSTD),
  end_at            Nullable(DateTime64(6, 'UTC')) CODEC(Delta, ZSTD),
  project           LowCardinality(Nullable(String)) COMMENT 'name as said',
  said_project_id   Nullable(UUID),
  is_root           Bool COMMENT 'a hint: the record names no parent in any form',
  error             Nullable(String) COMMENT 'first 300 characters' CODEC(ZSTD),
  tracenest         Nullable(String) COMMENT 'JSON' CODEC(ZSTD),
  service           LowCardinality(Nullable(String)),
  thread_id         Nullable(String) CODEC(ZSTD),
  model             LowCardinality(Nullable(String)),
  prompt_tokens     Nullable(UInt64),
  completion_tokens Nullable(UInt64),
  total_tokens      Nullable(UInt64),
  first_token_time  Nullable(String) CODEC(ZSTD),
  gist              String COMMENT 'JSON (rows.ts): what merging needs to know of outputs, metadata and events' CODEC(ZSTD),
  inputs_preview    Nullable(String) CODEC(ZSTD),
  outputs_preview   Nullable(String) CODEC(ZSTD),
  recency           UInt64 MATERIALIZED 18446744073709551615 - toUInt64(arrived) CODEC(Delta, ZSTD)
)
ENGINE = ReplacingMergeTree(recency)
PARTITION BY toMonday(fromUnixTimestamp64Micro(arrived, 'UTC'))
ORDER BY (trace_id, id, op, digest)
SETTINGS index_granularity = 2048, ${synced}`;

/** The whole record: inputs and outputs as JSON ('' where absent), and the rest of it as JSON. */
const payloads = `
CREATE TABLE IF NOT EXISTS payloads (
  trace_id UUID,
  id       UUID,
  op       Enum8('create' = 0, 'update' = 1),
  digest   UInt64,
  arrived  Int64 CODEC(Delta, ZSTD),
  inputs   String CODEC(ZSTD(3)),
  outputs  String CODEC(ZSTD(3)),
  rest     String CODEC(ZSTD(3)),
  recency  UInt64 MATERIALIZED 18446744073709551615 - toUInt64(arrived) CODEC(Delta, ZSTD)
)
ENGINE = ReplacingMergeTree(recency)
PARTITION BY toMonday(fromUnixTimestamp64Micro(arrived, 'UTC'))
ORDER BY (trace_id, id, op, digest)
SETTINGS index_granularity = 256, ${synced}`;

/**
 * Under which traces an id is found: `run` rows say where records of the run are kept, `parent`
 * rows where children that name it as their parent are kept. Ids of UUID version 7 made by one
 * trace lie beside each other, so that a look-up of many reads little.
 */
const runIds = `
CREATE TABLE IF NOT EXISTS run_ids (
  id       UUID,
  role     Enum8('run' = 0, 'parent' = 1),
  trace_id UUID COMMENT 'nil: not known when it arrived',
  other_id UUID COMMENT 'of a run: its parent if trace_id is nil; of a parent: the child',
  arrived  Int64 CODEC(Delta, ZSTD)
)
ENGINE = ReplacingMergeTree
ORDER BY (id, role, trace_id, other_id)
SETTINGS index_granularity = 1024, ${synced}`;

/** Which traces a project has, by start. A trace may have several rows; the earliest start counts. */
const traces = `
CREATE TABLE IF NOT EXISTS traces (
  project_id UUID,
  start_at   DateTime64(6, 'UTC') CODEC(Delta, ZSTD),
  trace_id   UUID,
  arrived    Int64 CODEC(Delta, ZSTD)
)
ENGINE = ReplacingMergeTree
ORDER BY (project_id, start_at, trace_id)
SETTINGS index_granularity = 1024, ${synced}`;

/** The row with the latest \`changed\` is the project. The id follows from the name (projects.ts). */
const projects = `
CREATE TABLE IF NOT EXISTS projects (
  id          UUID,
  name        String,
  created_at  DateTime64(6, 'UTC'),
  description Nullable(String),
  extra       String COMMENT 'JSON object',
  changed     UInt64 COMMENT 'microseconds since 1970; 0 or 1 where a run made it'
)
ENGINE = ReplacingMergeTree(changed)
ORDER BY id
SETTINGS ${synced}`;

/** What changed, for pages that watch. Not synced: it is worth nothing after a crash. */
const changes = `
CREATE TABLE IF NOT EXISTS changes (
  arrived    Int64 CODEC(Delta, ZSTD),
  project_id UUID,
  trace_id   UUID
)
ENGINE = MergeTree
ORDER BY arrived
TTL toDateTime(intDiv(arrived, 1000000), 'UTC') + INTERVAL 1 HOUR`;

export const firstTables: SchemaStep = {
  number: 1,
  name: 'first-tables',
  statements: [runs, payloads, runIds, traces, projects, changes],
};
