/** Where the keys for "next finding" and "next error" lead: on in the order of the tree, and from its end to its start. */
import type { ExplainedFinding } from './answers.js';
import { isGrave } from './findings.js';
import type { TraceShape } from './trace-shape.js';

export type Jump = 'finding' | 'error';

/**
 * Id of the row to go to from the row at `current`; null: the trace has none. What a reader should
 * act on comes before hints: those are gone to only where there is nothing else.
 */
export function jumpFrom(
  shape: TraceShape,
  findings: readonly ExplainedFinding[],
  current: number,
  jump: Jump,
): string | null {
  const wanted = jump === 'error' ? failedIds(shape) : flaggedIds(findings);
  if (wanted.size === 0) return null;
  for (let step = 1; step <= shape.rows.length; step += 1) {
    const id = shape.rows[(current + step) % shape.rows.length]?.id ?? '';
    if (wanted.has(id)) return id;
  }
  return null;
}

function failedIds({ rows }: TraceShape): ReadonlySet<string> {
  return new Set(rows.flatMap((row) => (row.status === 'error' ? [row.id] : [])));
}

function flaggedIds(findings: readonly ExplainedFinding[]): ReadonlySet<string> {
  const placed = findings.filter((finding) => finding.run_id !== null);
  const grave = placed.filter(isGrave);
  return new Set((grave.length > 0 ? grave : placed).map((finding) => finding.run_id ?? ''));
}
