/**
 * Which of the three parts of the page are open: kept in this browser, changed by buttons and keys. Where
 * there is room for one of tree and details, the address says which.
 */
import type { ReactNode } from 'react';
import { IconButton } from '../../ui/button.js';
import type { IconName } from '../../ui/icons.js';
import type { KeyBinding } from '../../ui/keys.js';
import { useKept } from '../../ui/split-pane.js';
import styles from './parts-switch.module.css';

type Part = 'overview' | 'tree' | 'details';

const looks: readonly { part: Part; label: string; icon: IconName; key: string }[] = [
  { part: 'overview', label: 'Overview', icon: 'panelTop', key: 'w' },
  { part: 'tree', label: 'Tree', icon: 'panelLeft', key: 't' },
  { part: 'details', label: 'Details', icon: 'panelRight', key: 'd' },
];

export interface Parts {
  isOpen: Readonly<Record<Part, boolean>>;
  toggle: (part: Part) => void;
  /** Of tree and details; one is always open. */
  closed: 'first' | 'second' | null;
  keys: readonly KeyBinding[];
}

/** Where there is room for one of tree and details only. */
export interface OnePart {
  isReading: boolean;
  /** True: the details from now on; false: the tree. */
  onRead: (isReading: boolean) => void;
}

/** @param one null: there is room for both */
export function useParts(one: OnePart | null): Parts {
  const [overview, setOverview] = useKept('trace.overview.open', true);
  const [tree, setTree] = useKept('trace.tree.open', true);
  const [details, setDetails] = useKept('trace.details.open', true);
  const togglePane = (part: 'tree' | 'details'): void => {
    if (part === 'tree') {
      if (tree) setDetails(true);
      setTree(!tree);
    }
    if (part === 'details') {
      if (details) setTree(true);
      setDetails(!details);
    }
  };
  const toggle = (part: Part): void => {
    if (part === 'overview') setOverview(!overview);
    else if (one !== null) one.onRead(part === 'details');
    else togglePane(part);
  };
  return {
    isOpen: one === null ? { overview, tree, details } : { overview, tree: !one.isReading, details: one.isReading },
    toggle,
    closed: one !== null ? (one.isReading ? 'first' : 'second') : !tree ? 'first' : !details ? 'second' : null,
    keys: looks.map(({ part, label, key }) => ({
      key,
      does: `${label}: open or closed`,
      run: () => toggle(part),
    })),
  };
}

export function PartsSwitch({ isOpen, toggle }: Parts): ReactNode {
  return (
    <div role="group" aria-label="Parts of the page" className={styles.parts}>
      {looks.map(({ part, label, icon, key }) => (
        <IconButton
          key={part}
          icon={icon}
          label={`${label} (${key.toUpperCase()})`}
          aria-keyshortcuts={key.toUpperCase()}
          aria-pressed={isOpen[part]}
          onClick={() => toggle(part)}
        />
      ))}
    </div>
  );
}
