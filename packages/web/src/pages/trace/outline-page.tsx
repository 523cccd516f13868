/** A trace as text, to be read as it is and handed to a coding agent. */
import { useMemo, type ReactNode } from 'react';
import type { LoadedTrace } from '../../data/use-trace.js';
import styles from './outline-page.module.css';
import { TraceForm } from './trace-form.js';
import { outlineOf } from './trace-tabs.js';

export function OutlinePage({ traceId }: { traceId: string }): ReactNode {
  return (
    <TraceForm traceId={traceId} is="outline">
      {(loaded) => <Outline loaded={loaded} />}
    </TraceForm>
  );
}

function Outline({ loaded }: { loaded: LoadedTrace }): ReactNode {
  const outline = useMemo(() => outlineOf(loaded), [loaded]);
  return (
    <div className={styles.page}>
      <p className={styles.hint}>
        For a coding agent or an issue: press <kbd>y</kbd> to copy it on any page of the trace.{' '}
        {outline.leftOut !== null && <span role="status">{outline.leftOut}</span>}
      </p>
      <pre className={styles.text} tabIndex={0} role="region" aria-label="Outline of the trace" dir="ltr">
        {outline.text}
      </pre>
    </div>
  );
}
