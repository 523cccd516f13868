/** Two traces or runs in figures, and by how much they differ. */
import { formatMoney } from '@tracenest/tree';
import type { TraceAnswer } from '../answers.js';
import { stateOf } from '../run-look.js';
import type { TraceShape } from '../trace-shape.js';
import { rowDurationMs, type TraceFigures } from '../trace-summary.js';
import { formatCount, formatDuration, formatExactly } from '../words.js';
import type { Comparison } from './compare-traces.js';

export interface PairFigure {
  name: string;
  /** Of the first and of the second; null: there is none on that side. */
  a: string | null;
  b: string | null;
  /** With its sign; empty: nothing to tell. */
  delta: string;
  /** Exact, for hovering. */
  title: string;
}

const NANO = 1e9;

/** `+1.20 s (+34 %)`; `=` where both are the same; empty where one is not known. */
export function signed(a: number | null, b: number | null, format: (amount: number) => string): string {
  if (a === null || b === null || !Number.isFinite(a) || !Number.isFinite(b)) return '';
  if (a === b) return '=';
  const sign = b > a ? '+' : '−';
  const percent = a === 0 ? '' : ` (${shareOf(sign, Math.abs(b - a) / Math.abs(a), b / a)})`;
  return `${sign}${format(Math.abs(b - a))}${percent}`;
}

function shareOf(sign: string, share: number, times: number): string {
  if (share < 0.01) return 'less than 1 %';
  return share < 10 ? `${sign}${Math.round(share * 100)} %` : `×${formatCount(times)}`;
}

interface Amounts {
  state: string | null;
  durationMs: number;
  tokens: number;
  costNano: number;
  runs?: number;
  failed?: number;
}

function figures(a: Amounts | null, b: Amounts | null): PairFigure[] {
  const amount = (
    name: string,
    pick: (side: Amounts) => number | undefined,
    format: (value: number) => string,
    exact: (value: number) => string = format,
  ): PairFigure[] => {
    const [left, right] = [a === null ? null : (pick(a) ?? null), b === null ? null : (pick(b) ?? null)];
    if ((left ?? 0) === 0 && (right ?? 0) === 0) return [];
    const text = (value: number | null): string | null => (value === null ? null : format(value));
    const known = left !== null && right !== null;
    const title = known && left !== right ? `${exact(left)} → ${exact(right)}` : '';
    return [{ name, a: text(left), b: text(right), delta: signed(left, right, format), title }];
  };
  const [stateA, stateB] = [a?.state ?? null, b?.state ?? null];
  const isKnown = stateA !== null && stateB !== null;
  const delta = isKnown ? (stateA === stateB ? '=' : 'changed') : '';
  return [
    { name: 'Status', a: stateA, b: stateB, delta, title: '' },
    ...amount('Duration', (side) => side.durationMs, formatDuration),
    ...amount('Tokens', (side) => side.tokens, formatCount, formatExactly),
    ...amount(
      'Cost',
      (side) => side.costNano,
      (nano) => formatMoney(nano / NANO),
    ),
    ...amount('Runs', (side) => side.runs, formatCount, formatExactly),
    ...amount('Failed', (side) => side.failed, formatCount, formatExactly),
  ];
}

type Side = readonly [answer: Pick<TraceAnswer, 'tokens' | 'cost'>, figures: TraceFigures];

export function traceFigures(a: Side, b: Side): PairFigure[] {
  const amounts = ([answer, { root, durationMs, runCount, failedCount }]: Side): Amounts => ({
    state: root === undefined ? null : stateOf(root),
    durationMs,
    tokens: answer.tokens.total,
    costNano: answer.cost.total,
    runs: runCount,
    failed: failedCount,
  });
  return figures(amounts(a), amounts(b));
}

/** Of a line: sums with all that is below each run. */
export function runFigures(comparison: Comparison, line: number, nowMs: number): PairFigure[] {
  const { a, b, rowA, rowB } = comparison;
  return figures(rowAmounts(a, rowA[line] ?? -1, nowMs), rowAmounts(b, rowB[line] ?? -1, nowMs));
}

function rowAmounts(shape: TraceShape, index: number, nowMs: number): Amounts | null {
  const row = shape.rows[index];
  if (row === undefined) return null;
  return {
    state: stateOf(row),
    durationMs: rowDurationMs(shape, index, nowMs),
    tokens: row.totals?.sum.total ?? 0,
    costNano: row.totals?.cost.total ?? 0,
  };
}
