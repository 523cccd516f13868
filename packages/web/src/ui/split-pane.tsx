/** Two panes with a divider between them that can be dragged or moved by arrow keys; its place is remembered. */
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { classNames } from './class-names.js';
import styles from './split-pane.module.css';

interface SplitPaneProps {
  /** Under this name the place of the divider is remembered. */
  name: string;
  /** Name of the divider for those who do not see it. */
  label: string;
  /** Second pane beside the first, or under it. */
  direction: 'beside' | 'under';
  /** Per cent of the first pane, at first. */
  initial: number;
  first: ReactNode;
  second: ReactNode;
  /** One that is closed leaves its room to the other. Default: both are open. */
  closed?: 'first' | 'second' | null;
  /** Per cent that a pane keeps. Default: 20. */
  least?: number;
}

export function SplitPane(props: SplitPaneProps): ReactNode {
  const { name, label, direction, initial, first, second, closed = null, least = LEAST } = props;
  const box = useRef<HTMLDivElement>(null);
  const [percent, setPercent] = useShare(`${name}.${direction}`, initial, least);
  const isBeside = direction === 'beside';
  return (
    <div
      ref={box}
      className={classNames(styles.split, isBeside ? styles.beside : styles.under)}
      style={{
        [isBeside ? 'gridTemplateColumns' : 'gridTemplateRows']:
          closed === null ? `minmax(0, ${percent}fr) 1px minmax(0, ${100 - percent}fr)` : 'minmax(0, 1fr)',
      }}
    >
      {closed !== 'first' && <div className={styles.pane}>{first}</div>}
      {closed === null && (
        <Divider
          label={label}
          isVertical={isBeside}
          percent={percent}
          least={least}
          box={() => box.current}
          onMove={setPercent}
        />
      )}
      {closed !== 'second' && <div className={styles.pane}>{second}</div>}
    </div>
  );
}

interface DividerProps {
  label: string;
  isVertical: boolean;
  percent: number;
  /** Per cent that is left on either side. Default: 20. */
  least?: number;
  /** What the divider divides. */
  box: () => HTMLElement | null;
  onMove: (percent: number) => void;
  className?: string | undefined;
}

const STEP = 2;

export function Divider({
  label,
  isVertical,
  percent,
  least = LEAST,
  box,
  onMove,
  className,
}: DividerProps): ReactNode {
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const bounds = box()?.getBoundingClientRect();
    if (bounds === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const part = isVertical
      ? (event.clientX - bounds.left) / bounds.width
      : (event.clientY - bounds.top) / bounds.height;
    onMove(part * 100);
  };
  const press = (event: KeyboardEvent): void => {
    const step = isVertical ? { ArrowLeft: -STEP, ArrowRight: STEP } : { ArrowUp: -STEP, ArrowDown: STEP };
    const by = step[event.key as keyof typeof step];
    if (by === undefined) return;
    event.preventDefault();
    onMove(percent + by);
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isVertical ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(percent)}
      aria-valuemin={least}
      aria-valuemax={100 - least}
      className={classNames(styles.divider, isVertical ? styles.vertical : styles.horizontal, className)}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}

const LEAST = 20;

/** A share in per cent that this browser remembers. */
export function useShare(name: string, initial: number, least: number = LEAST): [number, (percent: number) => void] {
  const key = `tracenest.${name}`;
  const [percent, setPercent] = useState(() => Number(window.localStorage.getItem(key)) || initial);
  const change = (wanted: number): void => {
    const allowed = Math.min(100 - least, Math.max(least, Math.round(wanted * 10) / 10));
    setPercent(allowed);
    window.localStorage.setItem(key, String(allowed));
  };
  return [percent, change];
}

/** A choice of yes or no that this browser remembers. */
export function useKept(name: string, initial: boolean): [boolean, (value: boolean) => void] {
  const key = `tracenest.${name}`;
  const [value, setValue] = useState(() => (window.localStorage.getItem(key) ?? String(initial)) === 'true');
  const change = (wanted: boolean): void => {
    setValue(wanted);
    window.localStorage.setItem(key, String(wanted));
  };
  return [value, change];
}
