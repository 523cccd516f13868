/** What stands where content should be: nothing there, something wrong, or still on its way. */
import { useEffect, useState, type ReactNode } from 'react';
import { Button } from './button.js';
import { Icon, type IconName } from './icons.js';
import styles from './state.module.css';

interface StateProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
}

/** Why there is nothing, and what to do. */
export function EmptyState({ icon, title, children }: StateProps): ReactNode {
  return (
    <div className={styles.state}>
      <span className={styles.icon}>
        <Icon name={icon} size={20} />
      </span>
      <h2>{title}</h2>
      {children !== undefined && <div className={styles.text}>{children}</div>}
    </div>
  );
}

interface ErrorStateProps {
  title: string;
  remedy: string;
  /** It tries again by itself. */
  isRetried: boolean;
  onRetry: () => void;
}

/** What failed, what to do, and a way to try again. */
export function ErrorState({ title, remedy, isRetried, onRetry }: ErrorStateProps): ReactNode {
  return (
    <div className={styles.state} role="alert">
      <span className={styles.icon} data-tone="error">
        <Icon name="alert" size={20} />
      </span>
      <h2>{title}</h2>
      <div className={styles.text}>
        <p>{remedy}</p>
        {isRetried && <p>It is tried again every two seconds.</p>}
      </div>
      <Button icon="retry" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

interface UnansweredStateProps {
  answer: {
    data: unknown;
    problem: { message: string; remedy: string; isRetried: boolean } | null;
    retry: () => void;
  };
  /** Grey lines while it is on its way. */
  rows?: number;
}

/** Nothing once there is an answer; before that, that it is on its way, or why it does not come. */
export function UnansweredState({ answer: { data, problem, retry }, rows }: UnansweredStateProps): ReactNode {
  if (data !== undefined) return null;
  if (problem === null) return <LoadingState {...(rows !== undefined && { rows })} />;
  return <ErrorState title={problem.message} remedy={problem.remedy} isRetried={problem.isRetried} onRetry={retry} />;
}

/** Under this an answer seems to come at once, and a sign of waiting would only flicker. */
const PATIENCE_MS = 200;

/** Grey lines where content will be, after a moment. */
export function LoadingState({ rows = 8 }: { rows?: number }): ReactNode {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.loading} role="status" aria-label="Loading">
      {isLate && Array.from({ length: rows }, (_, row) => <span key={row} className={styles.line} />)}
    </div>
  );
}
