/**
 * One run in the tree: where it stands, what it is, how long it took, and when. The row's text is
 * the name and the duration, in the order of its spoken name, so that what is seen can be said;
 * other figures are drawn from attributes and spoken in words.
 */
import { memo, type ReactNode } from 'react';
import type { ExplainedFinding, TraceRowAnswer } from '../../model/answers.js';
import { isGrave } from '../../model/findings.js';
import { unfinishedWords } from '../../model/life.js';
import { oddities, type Oddity } from '../../model/oddities.js';
import { splitName, stateOf, stateToneOf, toneIcons, toneOf } from '../../model/run-look.js';
import { isTopOfJoined } from '../../model/splits.js';
import { JOINED, spokenRow, timeWords } from '../../model/spoken-row.js';
import type { TraceShape } from '../../model/trace-shape.js';
import { costText, costWords, rowTokens } from '../../model/totals.js';
import { rowDurationMs } from '../../model/trace-summary.js';
import type { VisibleRow } from '../../model/visible-rows.js';
import { formatCount, formatDuration, formatExactly } from '../../model/words.js';
import { classNames } from '../../ui/class-names.js';
import { Icon, type IconName } from '../../ui/icons.js';
import { Marked } from '../../ui/marked.js';
import { rowDomId } from './row-dom-id.js';
import { RowTime } from './row-time.js';
import styles from './run-row.module.css';

interface RunRowProps {
  shape: TraceShape;
  line: VisibleRow;
  /** Pixels from the top of the tree. */
  top: number;
  /** The server's clock, where the run is still running. */
  nowMs: number | null;
  findings: readonly ExplainedFinding[] | undefined;
  /** Why it is drawn elsewhere than its times say; null: it is not. */
  shift: string | null;
  /** Whether rows on the critical path are told from others. */
  showsCritical: boolean;
  /** What the reader looks for and was found here; null: nothing was. */
  sought: string | null;
  isSelected: boolean;
  onSelect: (id: string, isStep: boolean) => void;
  onToggle: (id: string) => void;
  /** Show what a trace that is too large leaves out below the run. */
  onShowAll: (id: string) => void;
}

/** Above the rows, each over its figure. */
export function RowHeads(): ReactNode {
  return (
    <div className={classNames(styles.run, styles.heads)} aria-hidden="true">
      Run
      <span className={styles.tokens}>Tokens</span>
      <span className={styles.cost}>Cost</span>
      <span className={styles.own} title="Without the time in which runs below it ran">
        Own
      </span>
      <span className={styles.duration}>Total</span>
    </div>
  );
}

export const RunRow = memo(function RunRow({
  shape,
  line,
  top,
  nowMs,
  findings,
  shift,
  showsCritical,
  sought,
  isSelected,
  onSelect,
  onToggle,
  onShowAll,
}: RunRowProps): ReactNode {
  const { row, index } = line;
  const durationMs = rowDurationMs(shape, index, nowMs ?? Number.NaN);
  const isJoined = isTopOfJoined(shape, index);
  const isCritical = (row.critical_ms ?? 0) > 0;
  return (
    <div
      role="treeitem"
      id={rowDomId(row.id)}
      aria-label={spokenRow(line, {
        durationMs,
        findings,
        shift,
        isCritical: showsCritical,
        isJoined,
        isHit: sought !== null,
      })}
      aria-level={line.depth + 1}
      aria-posinset={line.position}
      aria-setsize={line.siblingCount}
      aria-expanded={line.hasChildren ? line.isExpanded : undefined}
      aria-selected={isSelected}
      data-tone={toneOf(row.run_type)}
      className={classNames(
        styles.row,
        row.placeholder !== null && styles.placeholder,
        sought !== null && styles.hit,
        showsCritical && (isCritical ? styles.critical : styles.aside),
      )}
      style={{ top }}
      onClick={() => onSelect(row.id, true)}
      onDoubleClick={() => line.hasChildren && onToggle(row.id)}
    >
      <Cells {...{ line, durationMs, findings, shift, isJoined, sought, onToggle, onShowAll }} />
      <RowTime shape={shape} index={index} />
    </div>
  );
});

interface CellsProps extends Pick<RunRowProps, 'line' | 'findings' | 'shift' | 'sought' | 'onToggle' | 'onShowAll'> {
  durationMs: number;
  isJoined: boolean;
}

/** All of a row but its bar: what stays as it is while the reader zooms. */
const Cells = memo(function Cells({
  line,
  durationMs,
  findings,
  shift,
  isJoined,
  sought,
  onToggle,
  onShowAll,
}: CellsProps): ReactNode {
  const { row } = line;
  const isFailed = row.status === 'error';
  const odd = oddities(findings);
  const grave = findings?.filter((finding) => isGrave(finding) && !odd.some(({ code }) => code === finding.code)) ?? [];
  return (
    <div className={styles.run}>
      <Indent depth={line.depth} />
      <Chevron line={line} onToggle={onToggle} />
      <TypeIcon row={row} />
      <Name row={row} isFailed={isFailed} sought={sought} />
      <Unseen line={line} onShowAll={onShowAll} />
      {isJoined && <Mark tone="finding" icon="link" title={JOINED} />}
      {isFailed && <Mark tone="error" icon="alert" title="Failed" />}
      {grave.length > 0 && (
        <Mark tone="finding" icon="flag" title={grave.map((finding) => finding.sentence).join('\n')} />
      )}
      {odd.map(({ code, word, sentence }) => (
        <Mark key={code} {...oddLooks[word]} title={sentence} />
      ))}
      {shift !== null && <Mark tone="plain" icon="clock" title={shift} />}
      <Tokens line={line} />
      <span
        className={styles.cost}
        title={row.totals && costWords(row.totals.cost)}
        data-figure={row.totals === undefined ? '' : costText(row.totals.cost)}
      />
      <span
        className={styles.own}
        title={timeWords(row.self_ms, row.waiting_ms)}
        data-figure={(row.waiting_ms ?? 0) > 0 && row.self_ms !== undefined ? formatDuration(row.self_ms) : ''}
      />{' '}
      <span
        className={classNames(styles.duration, stateToneOf(row) === 'running' && styles.running)}
        title={unfinishedWords(findings) ?? timeWords(row.self_ms, row.waiting_ms)}
      >
        {durationText(row, durationMs)}
      </span>
    </div>
  );
});

function durationText(row: TraceRowAnswer, durationMs: number): string {
  if (row.placeholder !== null) return '';
  return Number.isNaN(durationMs) && row.status === 'pending' ? stateOf(row) : formatDuration(durationMs);
}

const LEVEL_PX = 12;
/** Deeper levels get less room, and their depth in figures. */
const FULL_LEVELS = 8;
const DEEP_LEVEL_PX = 1;
const DEEPEST_DRAWN = 20;

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
        onToggle(line.row.id);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <Icon name="chevron" size={14} />
    </span>
  );
}

/** The icon of its type, or of what is known of a run that is not there. */
function TypeIcon({ row }: { row: TraceRowAnswer }): ReactNode {
  if (row.placeholder === null)
    return (
      <span className={styles.icon}>
        <Icon name={toneIcons[toneOf(row.run_type)]} />
      </span>
    );
  const isPending = row.placeholder === 'pending';
  return (
    <span className={styles.icon} data-tone={isPending ? 'running' : 'finding'} title={stateOf(row)}>
      <Icon name={isPending ? 'pulse' : 'dashed'} />
    </span>
  );
}

/** How many rows below it are not drawn, and why. */
function Unseen({ line, onShowAll }: { line: VisibleRow; onShowAll: RunRowProps['onShowAll'] }): ReactNode {
  const { row, hiddenCount, foldedCount } = line;
  return (
    <>
      {hiddenCount > 0 && (
        <span
          className={styles.hidden}
          title={`${formatExactly(hiddenCount)} collapsed below`}
          data-figure={`+${formatCount(hiddenCount)}`}
        />
      )}
      {foldedCount > 0 && (
        <span
          className={classNames(styles.hidden, styles.folded)}
          title={`${formatExactly(foldedCount)} folded away below`}
          data-figure={`+${formatCount(foldedCount)}`}
        />
      )}
      {row.hidden !== undefined && (
        // For the pointer: whoever uses keys selects the row and finds a button above the tree.
        <span
          className={classNames(styles.hidden, styles.leftOut)}
          title={`${formatExactly(row.hidden)} runs below it are left out of this large trace: show them`}
          data-figure={`+${formatCount(row.hidden)} left out`}
          onClick={(event) => {
            event.stopPropagation();
            onShowAll(row.id);
          }}
        />
      )}
    </>
  );
}

const oddLooks: Readonly<Record<Oddity['word'], { tone: string; icon: IconName }>> = {
  late: { tone: 'plain', icon: 'late' },
  moved: { tone: 'finding', icon: 'moved' },
  unfinished: { tone: 'finding', icon: 'unplugged' },
};

interface NameProps {
  row: TraceRowAnswer;
  isFailed: boolean;
  sought: string | null;
}

function Name({ row, isFailed, sought }: NameProps): ReactNode {
  const { head, tail } = splitName(row.name);
  return (
    <span dir="auto" title={row.name.slice(0, 500)} className={classNames(styles.name, isFailed && styles.failed)}>
      <span className={styles.head}>{sought === null ? head : <Marked text={head} marked={sought.trim()} />}</span>
      <span>{tail}</span>
      {row.placeholder !== null && <span className={styles.id} data-figure={row.id.slice(0, 8)} />}
    </span>
  );
}

function Mark({ tone, icon, title }: { tone: string; icon: IconName; title: string }): ReactNode {
  return (
    <span data-tone={tone} className={styles.mark} title={title}>
      <Icon name={icon} size={14} />
    </span>
  );
}

function Tokens({ line }: { line: VisibleRow }): ReactNode {
  const tokens = rowTokens(line.row.totals, line.hasChildren);
  if (tokens === null) return <span className={styles.tokens} />;
  return (
    <span
      className={classNames(styles.tokens, tokens.kind === 'not-counted' && styles.notCounted)}
      title={tokens.title}
      data-figure={tokens.text}
    />
  );
}
