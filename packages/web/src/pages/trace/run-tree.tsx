/** The tree of a trace with a time bar in each row: one row, one focus, one selection. */
import { useCallback, useEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { ChangeView } from '../../data/use-view.js';
import type { ExplainedFinding } from '../../model/answers.js';
import { byRun } from '../../model/findings.js';
import { jumpFrom, type Jump } from '../../model/jumps.js';
import { rowShift, shiftedClocks } from '../../model/shifted-clocks.js';
import { ticksOf, timeScaleOf, type Tick } from '../../model/time-scale.js';
import { at, type TraceShape } from '../../model/trace-shape.js';
import { treeAction, treeKeyNotes } from '../../model/tree-keys.js';
import { collapsibleIds, visibleIndexOf, visibleRows, type VisibleRow } from '../../model/visible-rows.js';
import { formatTick } from '../../model/words.js';
import { IconButton } from '../../ui/button.js';
import { useKeys } from '../../ui/keys.js';
import { Divider, useShare } from '../../ui/split-pane.js';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.js';
import { RunRow } from './run-row.js';
import { rowDomId } from './row-dom-id.js';
import styles from './run-tree.module.css';

interface RunTreeProps {
  shape: TraceShape;
  findings: readonly ExplainedFinding[];
  /** The server's clock while the trace may change; null: it stands still. */
  nowMs: number | null;
  collapsed: ReadonlySet<string>;
  /** Whether rows on the critical path are told from others. */
  showsCritical: boolean;
  selectedId: string | null;
  onView: ChangeView;
  /** The reader wants to go on to the details. */
  onOpen: () => void;
  /** To the next finding or error. */
  onJump: (jump: Jump) => void;
}

const ROW_HEIGHT = 28;

export function RunTree(props: RunTreeProps): ReactNode {
  const { shape, findings, nowMs, collapsed, showsCritical, selectedId, onView, onOpen, onJump } = props;
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualListHandle>(null);
  const [nameShare, setNameShare] = useShare('tree.name', 58);
  const rows = useMemo(() => visibleRows(shape, collapsed), [shape, collapsed]);
  const runFindings = useMemo(() => byRun(findings), [findings]);
  const clocks = useMemo(() => shiftedClocks(findings), [findings]);
  const hasCritical = useMemo(() => shape.rows.some((row) => (row.critical_ms ?? 0) > 0), [shape]);
  const jumps = useMemo(() => jumpsIn(shape, findings), [shape, findings]);
  const scale = useMemo(() => timeScaleOf(shape, nowMs), [shape, nowMs]);
  const ticks = useMemo(() => ticksOf(scale, MOST_TICKS), [scale]);
  const current = selectedId === null ? -1 : visibleIndexOf(shape, rows, selectedId);
  useReveal(list, current, selectedId);
  useKeys('Tree', treeKeyNotes);

  const toggle = useCallback(
    (id: string, isExpanded: boolean): void => {
      const next = new Set(collapsed);
      if (isExpanded) next.delete(id);
      else next.add(id);
      onView({ collapsed: next });
    },
    [collapsed, onView],
  );
  const select = useCallback(
    (id: string): void => {
      onView({ run: id });
      list.current?.focus();
    },
    [onView],
  );
  const press = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const action = treeAction(rows, current, event.key);
    if (action === null) return;
    event.preventDefault();
    if (action.do === 'open') onOpen();
    else if (action.do === 'select') select(rows[action.index]?.row.id ?? '');
    else toggle(action.id, action.do === 'expand');
  };
  const activeId = rows[current]?.row.id;
  return (
    <div
      ref={box}
      className={styles.panel}
      style={{ '--name-share': `${nameShare}%`, '--tick': `${(ticks[1]?.fraction ?? 1) * 100}%` }}
    >
      <div className={styles.header}>
        <div className={styles.tools}>
          <IconButton
            icon="collapse"
            label="Collapse all"
            onClick={() => onView({ collapsed: collapsibleIds(shape) })}
          />
          <IconButton icon="expand" label="Expand all" onClick={() => onView({ collapsed: new Set() })} />
          {hasCritical && (
            <IconButton
              icon="route"
              label="Critical path (C)"
              aria-keyshortcuts="C"
              aria-pressed={showsCritical}
              onClick={() => onView({ isCritical: !showsCritical })}
            />
          )}
          {jumps.has('finding') && (
            <IconButton icon="flag" label="Next finding (F)" aria-keyshortcuts="F" onClick={() => onJump('finding')} />
          )}
          {jumps.has('error') && (
            <IconButton icon="alert" label="Next error (E)" aria-keyshortcuts="E" onClick={() => onJump('error')} />
          )}
        </div>
        <Axis ticks={ticks} />
      </div>
      <VirtualList
        ref={list}
        role="tree"
        aria-label="Runs of the trace"
        aria-activedescendant={activeId === undefined ? undefined : rowDomId(activeId)}
        tabIndex={0}
        className={styles.tree}
        onKeyDown={press}
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        rowKey={(index) => rows[index]?.row.id ?? ''}
        renderRow={(index, top) => {
          const line = rows[index];
          if (line === undefined) return null;
          return (
            <RunRow
              key={line.row.id}
              shape={shape}
              line={line}
              top={top}
              scale={scale}
              nowMs={isGrowing(shape, line) ? nowMs : null}
              findings={runFindings.get(line.row.id)}
              shift={rowShift(line.row, clocks)}
              showsCritical={showsCritical}
              isSelected={index === current}
              onSelect={select}
              onToggle={toggle}
            />
          );
        }}
      />
      <Divider
        label="Width of the names"
        isVertical
        percent={nameShare}
        box={() => box.current}
        onMove={setNameShare}
        className={styles.divider}
      />
    </div>
  );
}

function jumpsIn(shape: TraceShape, findings: readonly ExplainedFinding[]): ReadonlySet<Jump> {
  return new Set((['finding', 'error'] as const).filter((jump) => jumpFrom(shape, findings, 0, jump) !== null));
}

function isGrowing(shape: TraceShape, line: VisibleRow): boolean {
  return line.row.status === 'pending' && Number.isNaN(at(shape.endMs, line.index));
}

/** Follows the selection; rows that come in above or below do not scroll the list. */
function useReveal(list: { current: VirtualListHandle | null }, index: number, selectedId: string | null): void {
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (index < 0 || shown.current === selectedId) return;
    shown.current = selectedId;
    list.current?.reveal(index);
  }, [list, index, selectedId]);
}

const MOST_TICKS = 5;
/** Behind this part of the axis there is no room for a label. */
const LAST_TICK = 0.93;

function hasRoom(tick: Tick): boolean {
  return tick.fraction < LAST_TICK;
}

function Axis({ ticks }: { ticks: readonly Tick[] }): ReactNode {
  const stepMs = ticks[1]?.ms ?? 0;
  return (
    <div className={styles.axis} aria-hidden="true">
      {ticks.filter(hasRoom).map((tick) => (
        <span key={tick.ms} className={styles.tick} style={{ insetInlineStart: `${tick.fraction * 100}%` }}>
          {formatTick(tick.ms, stepMs)}
        </span>
      ))}
    </div>
  );
}
