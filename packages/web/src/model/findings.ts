/** What the page says first of a trace's findings, and where it marks them. */
import type { ExplainedFinding, Severity, TraceSummary } from './answers.js';
import { formatQuantity } from './words.js';

const severities: readonly Severity[] = ['error', 'warning', 'hint', 'info'];

/** The gravest first, otherwise as they came (the order of the tree). */
export function byGravity(findings: readonly ExplainedFinding[]): ExplainedFinding[] {
  return [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

/** Whether a reader should act: a hint is shown on demand, what is for information only in details. */
export function isGrave(finding: Pick<ExplainedFinding, 'severity'>): boolean {
  return finding.severity === 'error' || finding.severity === 'warning';
}

export interface ListedFindings {
  kind: 'finding' | 'hint';
  count: number;
  words: string;
}

/** What a list says of the findings of a trace or project: those that a reader should act on, and hints, which may be nothing. */
export function listedFindings({
  finding_count,
  warning_count,
}: Pick<TraceSummary, 'finding_count' | 'warning_count'>): ListedFindings[] {
  const grave = warning_count ?? 0;
  const hints = (finding_count ?? 0) - grave;
  return [
    ...(grave > 0 ? [{ kind: 'finding' as const, count: grave, words: formatQuantity(grave, 'finding') }] : []),
    ...(hints > 0 ? [{ kind: 'hint' as const, count: hints, words: formatQuantity(hints, 'hint') }] : []),
  ];
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
