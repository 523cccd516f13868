/**
 * Reports of one model call by several runs: two instrumentations that stand beside each other, or
 * an answer that a later run hands on. The provider's id of the answer tells; one report counts.
 */
import type { UsageReport } from 'tracenest/wire';
import type { TreeRow } from './trace-tree.js';

/** By row: whether its report is of a call that another row's report counts for. */
export function repeatedCalls(rows: readonly TreeRow[], own: readonly (UsageReport | null)[]): boolean[] {
  const isRepeated = rows.map(() => false);
  const counts = new Map<string, number>();
  own.forEach((report, row) => {
    if (report === null || report.call_id === null) return;
    const held = counts.get(report.call_id);
    const better = held === undefined || saysMore(row, held, rows, own) ? row : held;
    if (held !== undefined) isRepeated[better === row ? held : row] = true;
    counts.set(report.call_id, better);
  });
  return isRepeated;
}

/** More tokens, then a cost, then a model, then the run that is nearer to the call; else the first. */
function saysMore(row: number, held: number, rows: readonly TreeRow[], own: readonly (UsageReport | null)[]): boolean {
  const [a, b] = [own[row], own[held]];
  const more =
    (a?.tokens.total ?? 0) - (b?.tokens.total ?? 0) ||
    Number((a?.cost ?? null) !== null) - Number((b?.cost ?? null) !== null) ||
    Number((a?.model ?? null) !== null) - Number((b?.model ?? null) !== null) ||
    (rows[row]?.depth ?? 0) - (rows[held]?.depth ?? 0);
  return more > 0;
}
