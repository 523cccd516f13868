/** Above the tree: what is looked for in it, and what of it is open. */
import { useMemo, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import type { ChangeView } from '../../data/use-view.js';
import type { ExplainedFinding } from '../../model/answers.js';
import { jumpFrom, type Jump } from '../../model/jumps.js';
import type { TraceShape } from '../../model/trace-shape.js';
import { foundWords, hitWords } from '../../model/tree-search.js';
import { changeToSeek } from '../../model/tree-view.js';
import { LONGEST_FIND, MOST_LEVELS, type View } from '../../model/view.js';
import { formatExactly } from '../../model/words.js';
import { Button, IconButton } from '../../ui/button.js';
import { Icon } from '../../ui/icons.js';
import styles from './tree-tools.module.css';
import type { Tree } from './use-tree.js';

interface TreeToolsProps {
  shape: TraceShape;
  findings: readonly ExplainedFinding[];
  tree: Tree;
  view: View;
  /** Index of the selected row. */
  selected: number;
  onView: ChangeView;
  /** To the next finding or error. */
  onJump: (jump: Jump) => void;
  /** To the next or previous run that was found. */
  onHit: (by: 1 | -1) => void;
  /** Back to the tree. */
  onLeave: () => void;
  /** The field to search in. */
  field: Ref<HTMLInputElement>;
}

export function TreeTools(props: TreeToolsProps): ReactNode {
  const { shape, findings, tree, view, onView, onJump } = props;
  const facts = useMemo(() => factsOf(shape, findings), [shape, findings]);
  return (
    <div className={styles.tools} role="toolbar" aria-label="The tree">
      <Search {...props} />
      <Button
        kind="quiet"
        className={styles.calls}
        aria-pressed={view.isCallsOnly}
        aria-label="Model and tool calls only"
        title="Model and tool calls only: the rest is folded away, but for what failed"
        onClick={() => onView({ isCallsOnly: !view.isCallsOnly })}
      >
        <Icon name="sparkle" size={14} />
        <Icon name="wrench" size={14} />
        <span className={styles.wide}>Calls only</span>
      </Button>
      {tree.kept !== null && (
        <span role="status" className={styles.folded}>
          {formatExactly(tree.kept.foldedTotal)} folded
        </span>
      )}
      {facts.levels > 1 && <Levels levels={facts.levels} view={view} onView={onView} />}
      <IconButton icon="collapse" label="Collapse all" onClick={() => onView({ level: 1, toggled: new Set() })} />
      <IconButton icon="expand" label="Expand all" onClick={() => onView({ level: null, toggled: new Set() })} />
      {facts.hasCritical && (
        <IconButton
          icon="route"
          label="Critical path (C)"
          aria-keyshortcuts="C"
          aria-pressed={view.isCritical}
          onClick={() => onView({ isCritical: !view.isCritical })}
        />
      )}
      {facts.jumps.has('finding') && (
        <IconButton icon="flag" label="Next finding (F)" aria-keyshortcuts="F" onClick={() => onJump('finding')} />
      )}
      {facts.jumps.has('error') && (
        <IconButton icon="alert" label="Next error (E)" aria-keyshortcuts="E" onClick={() => onJump('error')} />
      )}
    </div>
  );
}

interface TreeFacts {
  levels: number;
  hasCritical: boolean;
  jumps: ReadonlySet<Jump>;
}

function factsOf(shape: TraceShape, findings: readonly ExplainedFinding[]): TreeFacts {
  let levels = 1;
  let hasCritical = false;
  for (const { depth, critical_ms } of shape.rows) {
    levels = Math.max(levels, depth + 1);
    hasCritical ||= (critical_ms ?? 0) > 0;
  }
  const jumps = (['finding', 'error'] as const).filter((jump) => jumpFrom(shape, findings, 0, jump) !== null);
  return { levels, hasCritical, jumps: new Set(jumps) };
}

function Levels({ levels, view, onView }: { levels: number; view: View; onView: ChangeView }): ReactNode {
  const numbers = Array.from({ length: Math.min(levels, MOST_LEVELS) }, (_, n) => n + 1);
  return (
    <select
      className={styles.levels}
      aria-label="Open levels"
      title="Open levels (1 to 9)"
      value={view.level ?? 'all'}
      onChange={({ target }) =>
        onView({ level: target.value === 'all' ? null : Number(target.value), toggled: new Set() })
      }
    >
      <option value="all">All levels</option>
      {numbers.map((number) => (
        <option key={number} value={number}>
          {number === 1 ? '1 level' : `${number} levels`}
        </option>
      ))}
      {/* Chosen by key or address where the trace has fewer. */}
      {view.level !== null && view.level > levels && <option value={view.level}>{view.level} levels</option>}
    </select>
  );
}

function Search({ tree, view, selected, onView, onHit, onLeave, field }: TreeToolsProps): ReactNode {
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onHit(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      onView({ sought: '' });
      onLeave();
    } else return;
    event.preventDefault();
  };
  return (
    <div className={styles.search}>
      <Icon name="search" size={14} className={styles.lens} />
      <input
        ref={field}
        type="search"
        className={styles.field}
        aria-label="Search in names and contents"
        aria-keyshortcuts="S"
        placeholder="Search names and contents"
        maxLength={LONGEST_FIND}
        value={view.sought}
        onChange={({ target }) => onView(changeToSeek(view, target.value))}
        onKeyDown={press}
      />
      {tree.hits !== null && <Found tree={tree} selected={selected} onHit={onHit} />}
    </div>
  );
}

function Found({ tree, selected, onHit }: Pick<TreeToolsProps, 'tree' | 'selected' | 'onHit'>): ReactNode {
  const { hits, search } = tree;
  if (hits === null) return null;
  const isEmpty = hits.indices.length === 0;
  return (
    <>
      <span role="status" className={styles.count} title={foundWords(hits)}>
        {search.isSearching && isEmpty ? 'searching …' : hitWords(hits, selected)}
        {search.data?.is_complete === false && ', and more'}
        {search.problem !== null && (
          <span data-tone="finding" className={styles.problem} title={search.problem.remedy}>
            {' '}
            names only: {search.problem.message}
          </span>
        )}
      </span>
      <IconButton
        icon="up"
        label="Previous found run (N)"
        aria-keyshortcuts="Shift+N"
        disabled={isEmpty}
        onClick={() => onHit(-1)}
      />
      <IconButton
        icon="down"
        label="Next found run (n)"
        aria-keyshortcuts="N"
        disabled={isEmpty}
        onClick={() => onHit(1)}
      />
    </>
  );
}
