/** What was picked to be compared, and the way there. */
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { inOrder } from '../../model/compare/picks.js';
import { compareUrl } from '../../model/page-url.js';
import type { TraceList } from '../../model/trace-list.js';
import { Button } from '../../ui/button.js';
import styles from './traces-page.module.css';

interface PickBarProps {
  list: TraceList;
  /** Ids of traces, at most two. */
  picks: readonly string[];
  onClear: () => void;
}

export function PickBar({ list, picks, onClear }: PickBarProps): ReactNode {
  const [, navigate] = useLocation();
  if (picks.length === 0) return null;
  const [a, b] = inOrder(picks, (id) => list.traces.find((trace) => trace.trace_id === id)?.start_time);
  const compare = (): void => {
    if (a !== undefined && b !== undefined) navigate(compareUrl(a, b));
  };
  return (
    <div role="region" aria-label="Picked traces" className={styles.bar}>
      <span role="status">
        {b === undefined ? 'One trace picked; pick another to compare them' : 'Two traces picked'}
      </span>
      <Button icon="compare" kind="primary" disabled={b === undefined} onClick={compare}>
        Compare
      </Button>
      <Button kind="quiet" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
