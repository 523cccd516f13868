/** What the kinds of tokens cost that a run and all below it used. */
import type { SchemaStep } from './schema-step.js';

const kinds: readonly string[] = [
  'cache_read',
  'cache_write',
  'cache_write_1h',
  'audio_in',
  'image_in',
  'reasoning',
  'audio_out',
  'image_out',
];

const costs = kinds.map((kind) => `ALTER TABLE run_totals ADD COLUMN IF NOT EXISTS cost_${kind} Int64 DEFAULT 0`);

/** Traces that were counted before tell no kinds: they are counted once more. */
const hasCostKinds = 'ALTER TABLE trace_totals ADD COLUMN IF NOT EXISTS has_cost_kinds Bool DEFAULT false';

export const costKinds: SchemaStep = { number: 16, name: 'cost-kinds', statements: [...costs, hasCostKinds] };
