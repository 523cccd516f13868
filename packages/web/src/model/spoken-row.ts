/** A row of the tree for a reader who does not see it: the name first, then in words what is drawn by colour and place. */
import type { ExplainedFinding } from './answers.js';
import { isGrave } from './findings.js';
import { unfinishedWords } from './life.js';
import { oddities } from './oddities.js';
import { stateOf } from './run-look.js';
import { costText, rowTokens } from './totals.js';
import type { VisibleRow } from './visible-rows.js';
import { formatDuration, formatExactly, formatQuantity } from './words.js';

export interface RowFacts {
  /** NaN: unknown. */
  durationMs: number;
  findings: readonly ExplainedFinding[] | undefined;
  /** Why it is drawn elsewhere than its times say; null: it is not. */
  shift: string | null;
  /** Whether the critical path is shown. */
  isCritical: boolean;
  /** Whether it is the top of what came in another trace. */
  isJoined: boolean;
  /** Whether it is what the reader looks for. */
  isHit: boolean;
}

export function spokenRow(
  line: VisibleRow,
  { durationMs, findings, shift, isCritical, isJoined, isHit }: RowFacts,
): string {
  const { row } = line;
  const cost = row.totals === undefined ? '' : costText(row.totals.cost);
  const graveCount = findings?.filter(isGrave).length ?? 0;
  const parts = [
    row.name,
    row.placeholder !== null || Number.isNaN(durationMs) ? '' : formatDuration(durationMs),
    ownWords(row),
    row.run_type,
    stateOf(row),
    unfinishedWords(findings),
    rowTokens(row.totals, line.hasChildren)?.spoken,
    cost,
    graveCount > 0 ? formatQuantity(graveCount, 'finding') : '',
    // That it is unfinished is its state.
    ...oddities(findings).flatMap(({ word }) => (word === 'unfinished' ? [] : [word])),
    shift,
    isCritical ? criticalWords(row.critical_ms) : '',
    isJoined ? JOINED : '',
    line.hiddenCount > 0 ? `${formatExactly(line.hiddenCount)} hidden below` : '',
    line.foldedCount > 0 ? `${formatExactly(line.foldedCount)} folded below` : '',
    row.hidden === undefined ? '' : `${formatExactly(row.hidden)} below left out`,
    isHit ? 'found' : '',
  ];
  return parts.filter((part) => part !== undefined && part !== null && part !== '').join(', ');
}

function ownWords({ self_ms, waiting_ms }: VisibleRow['row']): string {
  return self_ms === undefined || (waiting_ms ?? 0) <= 0 ? '' : `${formatDuration(self_ms)} own work`;
}

/** Of the row at the top of a joined trace. */
export const JOINED = 'of another trace, shown here';

/** `on the critical path: the trace waited 1.20 s for it`; empty: it is not. */
export function criticalWords(criticalMs: number | undefined): string {
  if (criticalMs === undefined || criticalMs <= 0) return '';
  return `on the critical path: the trace waited ${formatDuration(criticalMs)} for it`;
}

/** Where the time of a run went, in words; empty: it had no children to wait for, or that is not known. */
export function timeWords(selfMs: number | undefined, waitingMs: number | undefined): string {
  if (selfMs === undefined || waitingMs === undefined || waitingMs <= 0) return '';
  return `own work ${formatDuration(selfMs)}, waiting for runs below it ${formatDuration(waitingMs)}`;
}
