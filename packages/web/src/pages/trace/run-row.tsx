/**
 * One run in the tree: where it stands, what it is, how long it took, and when. The row's text is
 * the name and the duration, in the order of its spoken name, so that what is seen can be said;
 * other figures are drawn from attributes and spoken in words.
 */
import { memo, type ReactNode } from 'react';
import type { ExplainedFinding, TraceRowAnswer } from '../../model/answers.js';
import { barOf, childParts } from '../../model/bars.js';
import { isGrave } from '../../model/findings.js';
import { splitName, stateOf, toneIcons, toneOf } from '../../model/run-look.js';
import type { TimeScale } from '../../model/time-scale.js';
import { at, type TraceShape } from '../../model/trace-shape.js';
import { rowDurationMs } from '../../model/trace-summary.js';
import type { VisibleRow } from '../../model/visible-rows.js';
import { formatCount, formatDuration, formatExactly, formatQuantity } from '../../model/words.js';
import { classNames } from '../../ui/class-names.js';
import { Icon } from '../../ui/icons.js';
import { rowDomId } from './row-dom-id.js';
import styles from './run-row.module.css';
import { TimeBar } from './time-bar.js';

interface RunRowProps {
  shape: TraceShape;
  line: VisibleRow;
  /** Pixels from the top of the tree. */
  top: number;
  scale: TimeScale;
  /** The server's clock, where the run is still running. */
  nowMs: number | null;
  findings: readonly ExplainedFinding[] | undefined;
  /** Why it is drawn elsewhere than its times say; null: it is not. */
  shift: string | null;
  isSelected: boolean;
  onSelect: (id: string) => void;
  onToggle: (id: string, isExpanded: boolean) => void;
}

export const RunRow = memo(function RunRow({
  shape,
  line,
  top,
  scale,
  nowMs,
  findings,
  shift,
  isSelected,
  onSelect,
  onToggle,
}: RunRowProps): ReactNode {
  const { row, index } = line;
  const durationMs = rowDurationMs(shape, index, nowMs ?? Number.NaN);
  const isFailed = row.status === 'error';
  const grave = findings?.filter(isGrave) ?? [];
  return (
    <div
      role="treeitem"
      id={rowDomId(row.id)}
      aria-label={spokenName(line, durationMs, grave.length, shift)}
      aria-level={line.depth + 1}
      aria-posinset={line.position}
      aria-setsize={line.siblingCount}
      aria-expanded={line.hasChildren ? line.isExpanded : undefined}
      aria-selected={isSelected}
      data-tone={toneOf(row.run_type)}
      className={classNames(styles.row, row.placeholder !== null && styles.placeholder)}
      style={{ top }}
      onClick={() => onSelect(row.id)}
      onDoubleClick={() => line.hasChildren && onToggle(row.id, !line.isExpanded)}
    >
      <div className={styles.run}>
        <Indent depth={line.depth} />
        <Chevron line={line} onToggle={onToggle} />
        <span className={styles.icon}>
          <Icon name={row.placeholder === null ? toneIcons[toneOf(row.run_type)] : 'dashed'} />
        </span>
        <Name row={row} isFailed={isFailed} />
        {line.hiddenCount > 0 && <span className={styles.hidden} data-figure={`+${formatCount(line.hiddenCount)}`} />}
        {isFailed && <Mark tone="error" icon="alert" title="Failed" />}
        {grave.length > 0 && (
          <Mark tone="finding" icon="flag" title={grave.map((finding) => finding.sentence).join('\n')} />
        )}
        {shift !== null && <Mark tone="plain" icon="clock" title={shift} />}
        <Tokens row={row} />{' '}
        <span className={classNames(styles.duration, row.status === 'pending' && styles.running)}>
          {durationText(row, durationMs)}
        </span>
      </div>
      <div className={styles.time}>
        <TimeBar
          bar={barOf(shape, index, scale)}
          parts={at(shape.childCount, index) > 0 ? childParts(shape, index, scale) : []}
        />
      </div>
    </div>
  );
});

/** For a screen reader: begins with the name, and says in words what the row says by colour and place. */
function spokenName(line: VisibleRow, durationMs: number, graveCount: number, shift: string | null): string {
  const { row } = line;
  const parts = [row.name, durationText(row, durationMs), row.run_type, stateOf(row)];
  if (row.tokens !== null && row.tokens.total > 0) parts.push(formatQuantity(row.tokens.total, 'token'));
  if (graveCount > 0) parts.push(formatQuantity(graveCount, 'finding'));
  if (shift !== null) parts.push(shift);
  if (line.hiddenCount > 0) parts.push(`${formatExactly(line.hiddenCount)} hidden below`);
  return parts.filter((part) => part !== null && part !== '').join(', ');
}

function durationText(row: TraceRowAnswer, durationMs: number): string {
  return row.placeholder !== null || Number.isNaN(durationMs) ? '' : formatDuration(durationMs);
}

const LEVEL_PX = 12;
/** Deeper levels get less room, and their depth in figures. */
const FULL_LEVELS = 12;
const DEEP_LEVEL_PX = 2;
const DEEPEST_DRAWN = 32;

function Indent({ depth }: { depth: number }): ReactNode {
  const full = Math.min(depth, FULL_LEVELS) * LEVEL_PX;
  const deep = (Math.min(depth, DEEPEST_DRAWN) - FULL_LEVELS) * DEEP_LEVEL_PX;
  return (
    <>
      <span className={styles.indent} style={{ width: full }} />
      {depth > FULL_LEVELS && (
        <span
          className={styles.depth}
          style={{ paddingInlineStart: deep }}
          title={`Level ${depth + 1}`}
          data-figure={depth + 1}
        />
      )}
    </>
  );
}

function Chevron({ line, onToggle }: { line: VisibleRow; onToggle: RunRowProps['onToggle'] }): ReactNode {
  if (!line.hasChildren) return <span className={styles.noChevron} />;
  // For the pointer only: the keyboard has arrows, and a screen reader the state of the row.
  return (
    <span
      aria-hidden="true"
      className={classNames(styles.chevron, line.isExpanded && styles.open)}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(line.row.id, !line.isExpanded);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <Icon name="chevron" size={14} />
    </span>
  );
}

function Name({ row, isFailed }: { row: TraceRowAnswer; isFailed: boolean }): ReactNode {
  const { head, tail } = splitName(row.name);
  return (
    <span dir="auto" title={row.name.slice(0, 500)} className={classNames(styles.name, isFailed && styles.failed)}>
      <span className={styles.head}>{head}</span>
      <span>{tail}</span>
      {row.placeholder !== null && <span className={styles.id} data-figure={row.id.slice(0, 8)} />}
    </span>
  );
}

function Mark({ tone, icon, title }: { tone: string; icon: 'alert' | 'flag' | 'clock'; title: string }): ReactNode {
  return (
    <span data-tone={tone} className={styles.mark} title={title}>
      <Icon name={icon} size={14} />
    </span>
  );
}

function Tokens({ row }: { row: TraceRowAnswer }): ReactNode {
  const { tokens } = row;
  if (tokens === null || tokens.total === 0) return <span className={styles.tokens} />;
  const title = `${formatExactly(tokens.prompt)} in, ${formatExactly(tokens.completion)} out`;
  return <span className={styles.tokens} title={title} data-figure={formatCount(tokens.total)} />;
}
