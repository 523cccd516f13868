/** One line of the tree: a run of either trace or one of each, and what they differ in. */
import type { ReactNode } from 'react';
import { signed } from '../../model/compare/compare-figures.js';
import type { CompareRow } from '../../model/compare/compare-rows.js';
import type { Difference } from '../../model/compare/compare-lines.js';
import { differenceAt, type Comparison } from '../../model/compare/compare-traces.js';
import { differenceMarks, differenceWords } from '../../model/compare/compare-words.js';
import { stateOf, toneIcons, toneOf } from '../../model/run-look.js';
import { at, type TraceShape } from '../../model/trace-shape.js';
import { rowDurationMs } from '../../model/trace-summary.js';
import { formatCount, formatDuration, formatQuantity } from '../../model/words.js';
import { classNames } from '../../ui/class-names.js';
import { Icon } from '../../ui/icons.js';
import styles from './compare-tree.module.css';

interface CompareLineProps {
  comparison: Comparison;
  row: CompareRow;
  /** Pixels from the top of the tree. */
  top: number;
  nowMs: number;
  isSelected: boolean;
  onSelect: (id: string) => void;
  onToggle: (id: string) => void;
}

const LEVEL_PX = 12;
/** Deeper levels are not indented further. */
const DEEPEST = 16;

export function lineDomId(id: string): string {
  return `line-${id}`;
}

export function CompareLine(props: CompareLineProps): ReactNode {
  const { comparison, row, top, nowMs, isSelected, onSelect, onToggle } = props;
  const line = row.index;
  const { a, b, rowA, rowB } = comparison;
  const [left, right] = [a.rows[at(rowA, line)], b.rows[at(rowB, line)]];
  const shown = right ?? left;
  if (shown === undefined) return null;
  const difference = differenceAt(comparison, line);
  const words = differenceWords(comparison, line);
  const [msA, msB] = [durationOf(a, at(rowA, line), nowMs), durationOf(b, at(rowB, line), nowMs)];
  const [tokensA, tokensB] = [left?.totals?.sum.total ?? 0, right?.totals?.sum.total ?? 0];
  const tokens = left === undefined || right === undefined || tokensA === tokensB ? '' : signedShort(tokensA, tokensB);
  const spoken = [
    shown.name.slice(0, 200),
    words,
    ...(msA === null ? [] : [`${formatDuration(msA)} in A`]),
    ...(msB === null ? [] : [`${formatDuration(msB)} in B`]),
    ...(tokens === '' ? [] : [`${tokens} tokens`]),
    ...(row.hiddenDiffering === 0 ? [] : [`${formatQuantity(row.hiddenDiffering, 'difference')} below`]),
  ];
  return (
    <div
      role="treeitem"
      id={lineDomId(row.row.id)}
      aria-label={spoken.filter(Boolean).join(', ')}
      aria-level={at(comparison.depth, line) + 1}
      aria-posinset={at(comparison.position, line)}
      aria-setsize={at(comparison.siblingCount, line)}
      aria-expanded={row.hasChildren ? row.isExpanded : undefined}
      aria-selected={isSelected}
      data-tone={toneOf(shown.run_type)}
      data-difference={difference}
      className={styles.row}
      style={{ top }}
      onClick={() => onSelect(row.row.id)}
      onDoubleClick={() => row.hasChildren && onToggle(row.row.id)}
    >
      <span className={styles.mark} title={words}>
        {differenceMarks[difference]}
      </span>
      <span
        className={styles.indent}
        style={{ width: Math.min(at(comparison.depth, line), DEEPEST) * LEVEL_PX }}
        title={at(comparison.depth, line) > DEEPEST ? `Level ${at(comparison.depth, line) + 1}` : undefined}
      />
      <Chevron row={row} onToggle={onToggle} />
      <span className={styles.icon}>
        <Icon name={shown.placeholder === null ? toneIcons[toneOf(shown.run_type)] : 'dashed'} />
      </span>
      <span dir="auto" className={styles.name} title={shown.name.slice(0, 500)}>
        {shown.name.slice(0, 200)}
      </span>
      <Note difference={difference} words={words} row={row} />
      <span className={styles.columns}>
        <Time ms={msA} isFailed={left !== undefined && stateOf(left) === 'error'} />
        <Time ms={msB} isFailed={right !== undefined && stateOf(right) === 'error'} />
        <span>{msA === null || msB === null ? '' : signedShort(msA, msB, formatDuration)}</span>
        <span className={styles.tokens}>{tokens}</span>
      </span>
    </div>
  );
}

function Note({ difference, words, row }: { difference: Difference; words: string; row: CompareRow }): ReactNode {
  // Of added and removed lines the mark says all; many stand below each other.
  const isSaid = difference !== 'added' && difference !== 'removed' && words !== '';
  return (
    <>
      {isSaid && (
        <span dir="auto" className={styles.note}>
          {words}
        </span>
      )}
      {row.hiddenCount > 0 && (
        <span className={classNames(styles.hidden, row.hiddenDiffering > 0 && styles.hiddenDiffering)}>
          {row.hiddenDiffering > 0
            ? `${formatQuantity(row.hiddenDiffering, 'difference')} below`
            : `+${formatCount(row.hiddenCount)}`}
        </span>
      )}
    </>
  );
}

function Time({ ms, isFailed }: { ms: number | null; isFailed: boolean }): ReactNode {
  return (
    <span className={isFailed ? styles.failed : undefined} title={isFailed ? 'Failed' : undefined}>
      {isFailed && <Icon name="alert" size={12} />} {ms === null ? '' : formatDuration(ms)}
    </span>
  );
}

function Chevron({ row, onToggle }: { row: CompareRow; onToggle: (id: string) => void }): ReactNode {
  if (!row.hasChildren) return <span className={styles.noChevron} />;
  // For the pointer only: the keyboard has arrows, and a screen reader the state of the row.
  return (
    <span
      aria-hidden="true"
      className={classNames(styles.chevron, row.isExpanded && styles.open)}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(row.row.id);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <Icon name="chevron" size={14} />
    </span>
  );
}

/** Null: there is no run on that side, or its times are not known. */
function durationOf(shape: TraceShape, index: number, nowMs: number): number | null {
  if (index < 0) return null;
  const ms = rowDurationMs(shape, index, nowMs);
  return Number.isFinite(ms) ? ms : null;
}

/** Without the share, for which a column has no room; nothing where both are the same. */
function signedShort(a: number, b: number, format: (amount: number) => string = formatCount): string {
  return a === b ? '' : signed(a, b, format).replace(/ \(.*/u, '');
}
