/** The bar of a row. By itself, because it is all of a row that changes while the reader zooms. */
import { createContext, memo, useContext, type ReactNode } from 'react';
import { barOf, childParts } from '../../model/bars.js';
import type { TimeScale } from '../../model/time-scale.js';
import { at, type TraceShape } from '../../model/trace-shape.js';
import styles from './run-row.module.css';
import { TimeBar } from './time-bar.js';

/** The axis of the bars. Null: there is none. */
export const Axis = createContext<TimeScale | null>(null);

export const RowTime = memo(function RowTime({ shape, index }: { shape: TraceShape; index: number }): ReactNode {
  const scale = useContext(Axis);
  if (scale === null) return null;
  return (
    <div className={styles.time}>
      <TimeBar
        bar={barOf(shape, index, scale)}
        parts={at(shape.childCount, index) > 0 ? childParts(shape, index, scale) : []}
      />
    </div>
  );
});
