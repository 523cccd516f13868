/** Which runs are being deleted: every table is cleared by the same list. */
import type { SchemaStep } from './schema-step.js';

const doomed = `
CREATE TABLE IF NOT EXISTS doomed (
  job      UUID COMMENT 'one deletion',
  trace_id UUID COMMENT 'under which the run is kept',
  run_id   UUID,
  noted    DateTime('UTC') DEFAULT now()
)
ENGINE = MergeTree
ORDER BY (job, trace_id, run_id)
TTL noted + INTERVAL 1 DAY`;

export const doomedTable: SchemaStep = { number: 11, name: 'doomed', statements: [doomed] };
