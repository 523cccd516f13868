/** Tabs by the pattern of WAI-ARIA: arrows move, one panel shows. */
import { useId, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { classNames } from './class-names.js';
import styles from './tabs.module.css';

export interface TabItem<Id extends string> {
  id: Id;
  label: string;
  /** Beside the label; not part of it. */
  badge?: ReactNode;
}

interface TabsProps<Id extends string> {
  label: string;
  items: readonly TabItem<Id>[];
  selected: Id;
  onSelect: (id: Id) => void;
  /** Their room is there and nothing in it: which ones there are is not known yet. */
  areAwaited?: boolean;
  /** What all of them tell of: of another one each is read from its beginning. */
  about?: string;
  /** Of the selected tab. */
  children: ReactNode;
}

export function Tabs<Id extends string>(props: TabsProps<Id>): ReactNode {
  const { label, items, selected, onSelect, areAwaited = false, about, children } = props;
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const place = items.findIndex(({ id }) => id === selected);
  // Where not all have room, the selected one is in sight. Only the list is scrolled, not what it stands in.
  useLayoutEffect(() => {
    const tab = list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[place];
    if (!list.current || !tab) return;
    const end = tab.offsetLeft - list.current.offsetLeft + tab.offsetWidth + FADED_PX;
    if (end > list.current.clientWidth) list.current.scrollLeft = end - list.current.clientWidth;
  }, [place]);
  const press = (event: KeyboardEvent): void => {
    const index = targetOf(event.key, place, items.length);
    const item = index === null ? undefined : items[index];
    if (item === undefined || index === null) return;
    event.preventDefault();
    onSelect(item.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[index]?.focus();
  };
  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        className={classNames(styles.tabs, areAwaited && styles.awaited)}
        onKeyDown={press}
      >
        {items.map((item) => (
          <button
            key={item.id}
            type="button"
            role="tab"
            id={`${prefix}-${item.id}`}
            aria-selected={item.id === selected}
            aria-controls={`${prefix}-panel`}
            tabIndex={item.id === selected ? 0 : -1}
            className={styles.tab}
            onClick={() => onSelect(item.id)}
          >
            {item.label}
            {item.badge}
          </button>
        ))}
      </div>
      <div
        key={about}
        role="tabpanel"
        id={`${prefix}-panel`}
        aria-labelledby={`${prefix}-${selected}`}
        tabIndex={0}
        className={styles.panel}
      >
        {children}
      </div>
    </>
  );
}

/** At the end of the list, as in the style. */
const FADED_PX = 32;

function targetOf(key: string, current: number, count: number): number | null {
  if (key === 'ArrowRight') return (current + 1) % count;
  if (key === 'ArrowLeft') return (current + count - 1) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}
