/** A scrolling list of items of any height, each measured when it is drawn; only those near the window exist. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import styles from './virtual-flow.module.css';

interface VirtualFlowProps {
  /** Name of the list. */
  label: string;
  count: number;
  itemKey: (index: number) => string;
  renderItem: (index: number) => ReactNode;
  /** Pixels of an item that has not been drawn yet, about. */
  estimate: number;
  /** The item to begin with, once it is there; -1: the first. */
  startAt?: number;
  /** Called when the last item comes near. */
  onEndNear?: (() => void) | undefined;
  /** More items are to come: the number of items is not known. */
  isGrowing?: boolean;
  /** After the last item. */
  footer?: ReactNode;
}

const OVERSCAN = 6;

export function VirtualFlow(props: VirtualFlowProps): ReactNode {
  const { label, count, itemKey, renderItem, estimate, startAt = -1, onEndNear, isGrowing = false, footer } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    getItemKey: itemKey,
    overscan: OVERSCAN,
  });
  const items = list.getVirtualItems();
  const isEndNear = count === 0 || (items.at(-1)?.index ?? 0) >= count - OVERSCAN;
  useEffect(() => {
    if (isEndNear) onEndNear?.();
  }, [isEndNear, count, onEndNear]);
  useLayoutEffect(() => {
    if (startAt >= 0) list.scrollToIndex(startAt, { align: 'start' });
  }, [list, startAt]);
  return (
    <div ref={scroller} className={styles.scroller} tabIndex={0} role="region" aria-label={label}>
      <div role="list" aria-label={label} className={styles.items} style={{ height: list.getTotalSize() }}>
        {items.map((item) => (
          <div
            key={item.key}
            ref={list.measureElement}
            data-index={item.index}
            role="listitem"
            aria-setsize={isGrowing ? -1 : count}
            aria-posinset={item.index + 1}
            className={styles.item}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {renderItem(item.index)}
          </div>
        ))}
      </div>
      {footer}
    </div>
  );
}
