/** The runs of two traces as one tree. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Change } from '../../data/use-view.js';
import type { CompareRows } from '../../model/compare/compare-rows.js';
import { lineId, type Comparison } from '../../model/compare/compare-traces.js';
import type { CompareView } from '../../model/compare/compare-view.js';
import { at } from '../../model/trace-shape.js';
import { treeAction, treeKeyNotes } from '../../model/tree-keys.js';
import { IconButton } from '../../ui/button.js';
import { useKeys } from '../../ui/keys.js';
import { EmptyState } from '../../ui/state.js';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.js';
import { CompareLine, lineDomId } from './compare-line.js';
import styles from './compare-tree.module.css';

interface CompareTreeProps {
  comparison: Comparison;
  rows: CompareRows;
  /** Place of the selected row; -1: it is not among them. */
  selected: number;
  nowMs: number;
  view: CompareView;
  onView: Change<CompareView>;
  onLeap: (step: 1 | -1) => void;
  /** The reader wants to go on to the details. */
  onOpen: () => void;
}

const ROW_HEIGHT = 28;

export function CompareTree(props: CompareTreeProps): ReactNode {
  const { comparison, rows, selected, nowMs, view, onView, onLeap, onOpen } = props;
  const list = useRef<VirtualListHandle>(null);
  const selectedId = rows.line(selected)?.row.id ?? null;
  const revealed = useRef<string | null>(null);
  useEffect(() => {
    // Lines that come in above or below do not scroll the list.
    if (selected < 0 || revealed.current === selectedId) return;
    revealed.current = selectedId;
    list.current?.reveal(selected);
  }, [selected, selectedId]);
  useKeys('Tree', treeKeyNotes);
  const toggle = (id: string): void => {
    const collapsed = new Set(view.collapsed);
    if (!collapsed.delete(id)) collapsed.add(id);
    onView({ collapsed });
  };
  const select = (id: string): void => {
    onView({ run: id });
    list.current?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const action = treeAction(rows, selected, event.key);
    if (action === null) return;
    event.preventDefault();
    if (action.do === 'open') onOpen();
    else if (action.do === 'select') select(rows.line(action.index)?.row.id ?? '');
    else if (action.do === 'expand-beside')
      onView({ collapsed: openedBeside(comparison, view.collapsed, action.index) });
    else toggle(action.id);
  };
  return (
    <div className={styles.panel}>
      <div className={styles.header}>
        <div className={styles.tools}>
          <IconButton
            icon="collapse"
            label="Collapse all"
            onClick={() => onView({ collapsed: collapsibleIds(comparison) })}
          />
          <IconButton icon="expand" label="Expand all" onClick={() => onView({ collapsed: new Set() })} />
          <IconButton icon="up" label="Previous difference (P)" aria-keyshortcuts="P" onClick={() => onLeap(-1)} />
          <IconButton icon="down" label="Next difference (N)" aria-keyshortcuts="N" onClick={() => onLeap(1)} />
          <label className={styles.choice}>
            <input
              type="checkbox"
              aria-keyshortcuts="D"
              checked={view.isOnlyDifferences}
              onChange={(event) => onView({ isOnlyDifferences: event.target.checked })}
            />
            Only differences
          </label>
        </div>
        <div aria-hidden="true" className={styles.columns}>
          <span>A</span>
          <span>B</span>
          <span>B − A</span>
          <span className={styles.tokens}>Tokens</span>
        </div>
      </div>
      {rows.count === 0 ? (
        <EmptyState icon="check" title="Every run has its partner at the same place">
          <p>
            {comparison.contents === null
              ? 'Their inputs and outputs are still being compared.'
              : 'It took and gave the same.'}
          </p>
        </EmptyState>
      ) : (
        <VirtualList
          ref={list}
          role="tree"
          aria-label="Runs of both traces"
          aria-activedescendant={selectedId === null ? undefined : lineDomId(selectedId)}
          tabIndex={0}
          className={styles.tree}
          onKeyDown={press}
          count={rows.count}
          rowHeight={ROW_HEIGHT}
          renderRow={(index, top, slot) => {
            const row = rows.line(index);
            return (
              row && (
                <CompareLine
                  key={slot}
                  comparison={comparison}
                  row={row}
                  top={top}
                  nowMs={nowMs}
                  isSelected={index === selected}
                  onSelect={select}
                  onToggle={toggle}
                />
              )
            );
          }}
        />
      )}
    </div>
  );
}

function collapsibleIds(comparison: Comparison): Set<string> {
  const ids = new Set<string>();
  for (let line = 0; line < comparison.lineCount; line += 1) {
    if (at(comparison.end, line) > line + 1) ids.add(lineId(comparison, line));
  }
  return ids;
}

/** What is collapsed once a line and all beside it are open. */
function openedBeside(comparison: Comparison, collapsed: ReadonlySet<string>, line: number): Set<string> {
  const above = at(comparison.parent, line);
  const left = new Set(collapsed);
  const behind = above < 0 ? comparison.lineCount : at(comparison.end, above);
  for (let beside = above + 1; beside < behind; beside = at(comparison.end, beside)) {
    left.delete(lineId(comparison, beside));
  }
  return left;
}
