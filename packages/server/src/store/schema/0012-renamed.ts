/** What a project is told beside its description, and the names that it had before. */
import type { SchemaStep } from './schema-step.js';

const columns: readonly string[] = [
  "former Array(String) COMMENT 'earlier names: runs that said them stay, new ones begin another project'",
  'end_time Nullable(String)',
  'default_dataset_id Nullable(UUID)',
];

export const renamedProjects: SchemaStep = {
  number: 12,
  name: 'renamed-projects',
  statements: columns.map((column) => `ALTER TABLE projects ADD COLUMN IF NOT EXISTS ${column}`),
};
