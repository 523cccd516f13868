/** Small parts wait for more of them before they are merged: what is written is written again less often. */
import type { SchemaStep } from './schema-step.js';

/** Each flush makes a part of each; the default merges from five on. */
const tables: readonly string[] = ['runs', 'payloads', 'run_ids', 'traces', 'changes'];

export const fewerMerges: SchemaStep = {
  number: 9,
  name: 'fewer-merges',
  statements: tables.map((table) => `ALTER TABLE ${table} MODIFY SETTING merge_selector_base = 20`),
};
