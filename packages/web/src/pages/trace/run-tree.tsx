/** The tree of a trace with a time bar in each row: one row, one focus, one selection. */
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import type { ChangeView } from '../../data/use-view.js';
import type { ExplainedFinding } from '../../model/answers.js';
import { byRun } from '../../model/findings.js';
import type { Jump } from '../../model/jumps.js';
import { rowShift, shiftedClocks } from '../../model/shifted-clocks.js';
import { ticksOf, type Tick, type Ticks, type TimeScale } from '../../model/time-scale.js';
import { at, type TraceShape } from '../../model/trace-shape.js';
import { treeAction, treeKeyNotes, type TreeAction } from '../../model/tree-keys.js';
import { isLetter, typeAhead, TYPED_TOGETHER_MS } from '../../model/type-ahead.js';
import type { View } from '../../model/view.js';
import {
  toggledToOpenBeside,
  toggledWith,
  visibleIndexOf,
  type VisibleRow,
  type VisibleRows,
} from '../../model/visible-rows.js';
import { formatTick } from '../../model/words.js';
import { isKeyTaken, useKeys } from '../../ui/keys.js';
import { classNames } from '../../ui/class-names.js';
import { Divider, useShare } from '../../ui/split-pane.js';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.js';
import { rowDomId } from './row-dom-id.js';
import { Axis } from './row-time.js';
import { RowHeads, RunRow } from './run-row.js';
import styles from './run-tree.module.css';
import { TreeTools } from './tree-tools.js';
import type { Tree } from './use-tree.js';

interface RunTreeProps {
  shape: TraceShape;
  findings: readonly ExplainedFinding[];
  tree: Tree;
  /** The server's clock while the trace may change; null: it stands still. */
  nowMs: number | null;
  /** The axis of the bars. */
  scale: TimeScale;
  view: View;
  /** Index of the selected row. */
  selected: number;
  onView: ChangeView;
  /** The reader wants to go on to the details. */
  onOpen: () => void;
  /** To the next finding or error. */
  onJump: (jump: Jump) => void;
  /** To the next or previous run that was found. */
  onHit: (by: 1 | -1) => void;
  /** A row was clicked, which shows more than its selection; null: it does not. */
  onPick: ((id: string) => void) | null;
  /** The field to search in. */
  field: Ref<HTMLInputElement>;
}

const ROW_HEIGHT = 28;

export function RunTree(props: RunTreeProps): ReactNode {
  const { shape, findings, tree, nowMs, scale, view, selected, onView, onOpen, onPick } = props;
  const { rows, hits } = tree;
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualListHandle>(null);
  const [nameShare, setNameShare] = useShare('tree.name', 58);
  const runFindings = useMemo(() => byRun(findings), [findings]);
  const clocks = useMemo(() => shiftedClocks(findings), [findings]);
  const ticks = useMemo(() => ticksOf(scale, MOST_TICKS), [scale]);
  const selectedId = shape.rows[selected]?.id ?? null;
  const current = selectedId === null ? -1 : visibleIndexOf(shape, rows, selectedId);
  useStillness(list, shape, rows, current);
  useReveal(list, current, selectedId);
  useKeys('Tree', keyNotes);

  const { toggled } = view;
  const toggle = useCallback((id: string): void => onView({ toggled: toggledWith(toggled, [id]) }), [toggled, onView]);
  const select = useCallback(
    (id: string, isStep: boolean): void => {
      if (isStep && onPick !== null) {
        onPick(id);
        return;
      }
      onView({ run: id }, isStep);
      list.current?.focus();
    },
    [onView, onPick],
  );
  const showAll = useCallback((id: string): void => onView({ root: id, run: id }, true), [onView]);
  const selectLine = (position: number): void => {
    const id = rows.line(position)?.row.id;
    if (id !== undefined) select(id, false);
  };
  const act = (action: TreeAction): void => {
    if (action.do === 'open') onOpen();
    else if (action.do === 'select') selectLine(action.index);
    else if (action.do === 'expand-beside') onView({ toggled: toggledToOpenBeside(shape, view, action.index) });
    else toggle(action.id);
  };
  const typed = useTyped();
  const press = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const word = typed(event.key);
    const action = word === null ? treeAction(rows, current, event.key) : null;
    if (word === null && action === null) return;
    event.preventDefault();
    if (action !== null) act(action);
    if (word !== null) selectLine(typeAhead(rows, current, word));
  };
  const activeId = rows.line(current)?.row.id;
  return (
    <div ref={box} className={styles.panel} style={{ '--name-share': `${nameShare}%` }}>
      <TreeTools {...props} onLeave={() => list.current?.focus()} />
      <div className={styles.header}>
        <RowHeads />
        <Labels ticks={ticks} />
      </div>
      <div className={styles.grid} aria-hidden="true">
        <div className={styles.lines} style={gridOf(ticks)} />
      </div>
      <Axis value={scale}>
        <VirtualList
          ref={list}
          role="tree"
          aria-label="Runs of the trace"
          aria-activedescendant={activeId === undefined ? undefined : rowDomId(activeId)}
          tabIndex={0}
          className={classNames(styles.tree, tree.isAwaited && styles.awaited)}
          onKeyDown={press}
          count={rows.count}
          rowHeight={ROW_HEIGHT}
          renderRow={(index, top, slot) => {
            const line = rows.line(index);
            if (line === undefined) return null;
            return (
              <RunRow
                key={slot}
                shape={shape}
                line={line}
                top={top}
                nowMs={isGrowing(shape, line) ? nowMs : null}
                findings={runFindings.get(line.row.id)}
                shift={rowShift(line.row, clocks)}
                showsCritical={view.isCritical}
                sought={hits?.isHit[line.index] === 1 ? view.sought : null}
                isSelected={index === current}
                onSelect={select}
                onToggle={toggle}
                onShowAll={showAll}
              />
            );
          }}
        />
      </Axis>
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

const keyNotes = [...treeKeyNotes, { key: 'Shift+A…Z', does: 'The next run whose name begins so' }];

function isGrowing(shape: TraceShape, line: VisibleRow): boolean {
  return line.row.status === 'pending' && Number.isNaN(at(shape.endMs, line.index));
}

/**
 * The letters typed one soon after the other; null for a key that is none. A word is begun by a
 * letter that does nothing else on the page, or by any with Shift.
 */
function useTyped(): (key: string) => string | null {
  const word = useRef({ letters: '', atMs: 0 });
  return (key) => {
    const { letters, atMs } = word.current;
    const nowMs = Date.now();
    const isOn = letters !== '' && nowMs - atMs < TYPED_TOGETHER_MS;
    if (!(isOn ? key === ' ' || isLetter(key) : isLetter(key) && !isKeyTaken(key))) return null;
    word.current = { letters: isOn ? letters + key : key, atMs: nowMs };
    return word.current.letters;
  };
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

/**
 * Keeps what the reader looks at where it is when rows come in or go above it: the selected row, where
 * it is in the window, else the first one there.
 */
function useStillness(
  list: { current: VirtualListHandle | null },
  shape: TraceShape,
  rows: VisibleRows,
  current: number,
): void {
  const before = useRef({ shape, rows, current });
  useLayoutEffect(() => {
    const was = before.current;
    before.current = { shape, rows, current };
    if (was.rows === rows || list.current === null) return;
    const anchor = list.current.isInWindow(was.current) ? was.current : list.current.firstIndex();
    const id = was.rows.line(anchor)?.row.id;
    const place = id === undefined ? -1 : visibleIndexOf(shape, rows, id);
    if (place >= 0 && place !== anchor) list.current.pushedDown(place - anchor);
  }, [list, shape, rows, current]);
}

/** Where the thin lines under the labels of the axis stand, for a background that repeats. */
function gridOf({ list }: Ticks): CSSProperties {
  const [first, second] = list;
  const step = second === undefined || first === undefined ? 1 : second.fraction - first.fraction;
  if (first === undefined || step >= 1) return { backgroundSize: '100% 100%', backgroundPositionX: '0%' };
  return {
    backgroundSize: `${step * 100}% 100%`,
    backgroundPositionX: `${(first.fraction / (1 - step)) * 100}%`,
  };
}

const MOST_TICKS = 5;
/** Behind this part of the axis there is no room for a label. */
const LAST_TICK = 0.93;

function hasRoom(tick: Tick): boolean {
  return tick.fraction < LAST_TICK;
}

function Labels({ ticks: { list, stepMs } }: { ticks: Ticks }): ReactNode {
  return (
    <div className={styles.axis} aria-hidden="true">
      {list.filter(hasRoom).map((tick) => (
        <span key={tick.ms} className={styles.tick} style={{ insetInlineStart: `${tick.fraction * 100}%` }}>
          {formatTick(tick.ms, stepMs)}
        </span>
      ))}
    </div>
  );
}
