/** What the page says first of a trace's findings, and where it marks them. */
import type { ExplainedFinding, Severity } from './answers.js';

const severities: readonly Severity[] = ['error', 'warning', 'hint', 'info'];

/** The gravest first, otherwise as they came (the order of the tree). */
export function byGravity(findings: readonly ExplainedFinding[]): ExplainedFinding[] {
  return [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

/** Whether a reader should act: a hint is shown on demand, what is for information only in details. */
export function isGrave(finding: Pick<ExplainedFinding, 'severity'>): boolean {
  return finding.severity === 'error' || finding.severity === 'warning';
}

/** Findings of each run; those of the trace as a whole are under the empty id. */
export function byRun(findings: readonly ExplainedFinding[]): ReadonlyMap<string, readonly ExplainedFinding[]> {
  const runs = new Map<string, ExplainedFinding[]>();
  for (const finding of findings) {
    const id = finding.run_id ?? '';
    const known = runs.get(id);
    if (known === undefined) runs.set(id, [finding]);
    else known.push(finding);
  }
  return runs;
}
