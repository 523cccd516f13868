/**
 * A scrolling list of equally high rows of which only those in the window exist. The list does not
 * move under the reader: who adds rows above says so through the handle.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useRef, type HTMLAttributes, type ReactNode, type Ref } from 'react';
import { classNames } from './class-names.js';
import styles from './virtual-list.module.css';

export interface VirtualListHandle {
  /** Brings a row into the window, if it is not there, by the shortest way. */
  reveal: (index: number) => void;
  /** The first row that is wholly or partly in the window. */
  firstIndex: () => number;
  /** Whether a row is wholly in the window. */
  isInWindow: (index: number) => boolean;
  /** Keeps what the reader sees in its place after so many rows were added above it; negative: were taken away. */
  pushedDown: (rows: number) => void;
  focus: () => void;
}

interface VirtualListProps extends Omit<HTMLAttributes<HTMLDivElement>, 'children' | 'ref'> {
  count: number;
  /** Pixels. */
  rowHeight: number;
  rowKey: (index: number) => string;
  /** The row at an index, to be put at `top` pixels. */
  renderRow: (index: number, top: number) => ReactNode;
  /** Called when the last row comes near. */
  onEndNear?: () => void;
  /** Stays on top of the rows and scrolls with them sideways. */
  header?: ReactNode;
  ref?: Ref<VirtualListHandle>;
}

/** Rows that exist on either side of the window, so that fast scrolling shows no gaps. */
const OVERSCAN = 20;

export function VirtualList(props: VirtualListProps): ReactNode {
  const { count, rowHeight, rowKey, renderRow, onEndNear, header, ref, className, ...rest } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: rowKey,
    overscan: OVERSCAN,
  });
  useImperativeHandle(
    ref,
    (): VirtualListHandle => ({
      reveal: (index) => list.scrollToIndex(index, { align: 'auto' }),
      firstIndex: () => Math.floor((scroller.current?.scrollTop ?? 0) / rowHeight),
      isInWindow: (index) => {
        const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
        return index * rowHeight >= scrollTop && (index + 1) * rowHeight <= scrollTop + clientHeight;
      },
      pushedDown: (rows) => {
        if (scroller.current !== null) scroller.current.scrollTop += rows * rowHeight;
      },
      focus: () => scroller.current?.focus({ preventScroll: true }),
    }),
    [list, rowHeight],
  );
  const rows = list.getVirtualItems();
  const isEndNear = (rows.at(-1)?.index ?? 0) >= count - OVERSCAN;
  useEffect(() => {
    if (isEndNear) onEndNear?.();
  }, [isEndNear, count, onEndNear]);
  return (
    <div ref={scroller} className={classNames(styles.scroller, className)} {...rest}>
      {header}
      <div role="presentation" className={styles.rows} style={{ height: list.getTotalSize() }}>
        {rows.map((row) => renderRow(row.index, row.start))}
      </div>
    </div>
  );
}
