/** What several processes on one store must have in common, and inserts that are told twice. */
import type { SchemaStep } from './schema-step.js';

/** Settings of the whole installation; the row with the latest \`changed\` is the setting. */
const installation = `
CREATE TABLE IF NOT EXISTS installation (
  name    String COMMENT 'prices.json, deleted',
  value   String COMMENT 'empty: not set any more' CODEC(ZSTD),
  changed Int64  COMMENT 'microseconds since 1970'
)
ENGINE = ReplacingMergeTree(changed)
ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;

/** The only table whose rows add up: an insert that is repeated because its answer was lost must count once. */
const refusedOnce = 'ALTER TABLE refused MODIFY SETTING non_replicated_deduplication_window = 1000';

export const installationTable: SchemaStep = {
  number: 10,
  name: 'installation',
  statements: [installation, refusedOnce],
};
