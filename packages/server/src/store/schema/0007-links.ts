/** Links that lead out of their trace, by where they lead: a run is shown with who links to it. */
import type { SchemaStep } from './schema-step.js';

const links = `
CREATE TABLE IF NOT EXISTS links (
  linked_trace_id UUID COMMENT 'of the run that is linked to, as the link says',
  linked_run_id   UUID,
  trace_id        UUID,
  run_id          UUID,
  kind            LowCardinality(String),
  found           Int64 COMMENT 'microseconds since 1970'
)
ENGINE = ReplacingMergeTree(found)
ORDER BY (linked_trace_id, linked_run_id, run_id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1`;

export const linkTable: SchemaStep = { number: 7, name: 'links', statements: [links] };
