/** Differences in words and signs, so that no colour has to be told from another. */
import { stateOf } from '../run-look.js';
import type { TraceRowAnswer } from '../answers.js';
import { formatDuration, formatExactly, formatQuantity } from '../words.js';
import type { Difference } from './compare-lines.js';
import { differenceAt, INPUTS, OUTPUTS, TIME, TOKENS, type Comparison } from './compare-traces.js';

/** One sign for each kind of difference. */
export const differenceMarks: Readonly<Record<Difference, string>> = {
  same: '',
  figures: '≈',
  contents: '≠',
  changed: '~',
  renamed: '~',
  moved: '→',
  away: '←',
  added: '+',
  removed: '−',
};

/** What a line differs in; empty: in nothing. */
export function differenceWords(comparison: Comparison, line: number): string {
  const { a, b, rowA, rowB } = comparison;
  const [left, right] = [a.rows[rowA[line] ?? -1], b.rows[rowB[line] ?? -1]];
  const difference = differenceAt(comparison, line);
  if (difference === 'added') return 'only in B';
  if (difference === 'removed') return 'only in A';
  if (difference === 'away') return 'stands elsewhere in B';
  const said: string[] = [];
  if (difference === 'moved') said.push('stands elsewhere in A');
  if (left === undefined || right === undefined) return said.join('; ');
  if (left.name !== right.name) said.push(`was ${left.name.slice(0, 200)}`);
  if (left.run_type !== right.run_type) said.push(`type ${left.run_type ?? 'none'} → ${right.run_type ?? 'none'}`);
  if (stateOf(left) !== stateOf(right)) said.push(`${stateOf(left)} → ${stateOf(right)}`);
  const other = contentWords(comparison.contents?.[line] ?? 0);
  if (other !== '') said.push(other);
  said.push(...figureWords(left, right, comparison.figures[line] ?? 0));
  return said.join('; ');
}

/** `own time 0.8 s → 1.9 s`, `tokens of its own 310 → 412`. */
function figureWords(left: TraceRowAnswer, right: TraceRowAnswer, figures: number): string[] {
  const [time, tokens] = [(figures & TIME) !== 0, (figures & TOKENS) !== 0];
  const count = (row: TraceRowAnswer): string => (row.tokens === null ? 'none' : formatExactly(row.tokens.total));
  return [
    ...(time ? [`own time ${formatDuration(left.self_ms ?? 0)} → ${formatDuration(right.self_ms ?? 0)}`] : []),
    ...(tokens ? [`tokens ${count(left)} → ${count(right)}`] : []),
  ];
}

/** `other input and output`; empty: both are the same, or that is not known. */
function contentWords(contents: number): string {
  const [input, output] = [(contents & INPUTS) !== 0, (contents & OUTPUTS) !== 0];
  if (input && output) return 'other input and output';
  return input ? 'other input' : output ? 'other output' : '';
}

/** `2 only in A, 3 only in B, 1 moved; 210 the same`. */
export function summaryWords({ counts }: Pick<Comparison, 'counts'>): string {
  const said = [
    [counts.removed, 'only in A'],
    [counts.added, 'only in B'],
    [counts.moved, 'moved'],
    [counts.renamed, 'renamed'],
    [counts.changed, 'of another state or type'],
    [counts.contents, 'of other contents'],
    [counts.figures, 'of other time or tokens'],
  ] as const;
  const differing = said.flatMap(([count, words]) => (count === 0 ? [] : [`${formatExactly(count)} ${words}`]));
  if (differing.length === 0) return `The same ${formatQuantity(counts.same, 'run')} in the same places`;
  return `${differing.join(', ')}; ${counts.same === 0 ? 'none' : formatExactly(counts.same)} the same`;
}
