/**
 * A scrolling list of equally high rows of which only those in the window exist, so that its work does
 * not grow with its length. The list does not move under the reader: who adds rows above says so
 * through the handle.
 */
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type HTMLAttributes,
  type ReactNode,
  type Ref,
} from 'react';
import { flushSync } from 'react-dom';
import { classNames } from './class-names.js';
import { existingRows, rowWindow, scrolledToShow } from './row-window.js';
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
  /**
   * The row at an index, with a key, to be put at `top` pixels. A row that keeps nothing of its own may
   * have `slot` for its key: its element then takes another row when the list is scrolled far.
   */
  renderRow: (index: number, top: number, slot: number) => ReactNode;
  /** Called when the last row comes near. */
  onEndNear?: () => void;
  /** Stays on top of the rows and scrolls with them sideways. */
  header?: ReactNode;
  ref?: Ref<VirtualListHandle>;
}

/** So many rows before the last one the end is near. */
const END_NEAR = 20;

export function VirtualList(props: VirtualListProps): ReactNode {
  const { count, rowHeight, renderRow, onEndNear, header, ref, className, ...rest } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(() => rowWindow(0, 0, rowHeight));
  const look = useCallback((): void => {
    const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    setSeen((was) => rowWindow(scrollTop, clientHeight, rowHeight, was));
  }, [rowHeight]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    // In the frame in which the browser scrolls, not in the next one.
    const follow = (): void => flushSync(look);
    element.addEventListener('scroll', follow, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', follow);
    };
  }, [look]);
  useImperativeHandle(ref, (): VirtualListHandle => {
    const scrollTo = (place: (scrollTop: number, height: number) => number): void => {
      const element = scroller.current;
      if (element === null) return;
      element.scrollTop = place(element.scrollTop, element.clientHeight);
      look();
    };
    return {
      reveal: (index) =>
        scrollTo((scrollTop, height) =>
          scrolledToShow(index, { scrollTop, height, head: body.current?.offsetTop ?? 0, rowHeight }),
        ),
      firstIndex: () => Math.floor((scroller.current?.scrollTop ?? 0) / rowHeight),
      isInWindow: (index) => {
        const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
        return index * rowHeight >= scrollTop && (index + 1) * rowHeight <= scrollTop + clientHeight;
      },
      pushedDown: (rows) => scrollTo((scrollTop) => scrollTop + rows * rowHeight),
      focus: () => scroller.current?.focus({ preventScroll: true }),
    };
  }, [look, rowHeight]);
  const [from, to] = existingRows(count, seen);
  // Near the end of so many rows: once more when there are more of them and their end is near again.
  const nearEndOf = seen.rows > 0 && seen.first + seen.rows >= count - END_NEAR ? count : null;
  useEffect(() => {
    if (nearEndOf !== null) onEndNear?.();
  }, [nearEndOf, onEndNear]);
  return (
    <div ref={scroller} className={classNames(styles.scroller, className)} {...rest}>
      {header}
      <div ref={body} role="presentation" className={styles.rows} style={{ height: count * rowHeight }}>
        {Array.from({ length: to - from }, (_, nth) => {
          const index = from + nth;
          return renderRow(index, index * rowHeight, index + seen.shift);
        })}
      </div>
    </div>
  );
}
