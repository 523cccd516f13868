/** All steps of the schema, in order. Never change a step that was released: add the next. */
import type { SchemaStep } from './schema-step.js';
import { firstTables } from './0001-first-tables.js';
import { processTables } from './0002-processes.js';
import { besideRuns } from './0003-beside-runs.js';
import { settledTables } from './0004-settled.js';
import { splitTables } from './0005-splits.js';
import { search } from './0006-search.js';
import { linkTable } from './0007-links.js';
import { runTotalsTable } from './0008-run-totals.js';
import { fewerMerges } from './0009-fewer-merges.js';
import { installationTable } from './0010-installation.js';
import { doomedTable } from './0011-doomed.js';
import { renamedProjects } from './0012-renamed.js';
import { idsByBloom } from './0013-ids-by-bloom.js';
import { traceHeadsTable } from './0014-trace-heads.js';
import { traceAnswersTable } from './0015-trace-answers.js';
import { costKinds } from './0016-cost-kinds.js';

export const steps: readonly SchemaStep[] = [
  firstTables,
  processTables,
  besideRuns,
  settledTables,
  splitTables,
  search,
  linkTable,
  runTotalsTable,
  fewerMerges,
  installationTable,
  doomedTable,
  renamedProjects,
  idsByBloom,
  traceHeadsTable,
  traceAnswersTable,
  costKinds,
];
