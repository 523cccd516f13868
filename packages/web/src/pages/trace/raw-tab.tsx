/** All that is known of a run, as the API answers it. */
import { useMemo, type ReactNode } from 'react';
import type { Json, RunDetail } from '../../model/answers.js';
import type { View } from '../../model/view.js';
import { JsonView } from '../../ui/json-view/json-view.js';
import styles from './run-details.module.css';

export function RawTab({ run, view }: { run: RunDetail; view: View }): ReactNode {
  // Of types with optional fields, as JSON leaves them out.
  const value = useMemo(() => run as unknown as Json, [run]);
  return (
    <div className={styles.body}>
      {run.large !== undefined && (
        <p className={styles.none}>The largest parts are left out here; the tab “Input and output” has them.</p>
      )}
      <JsonView value={value} label="the run" form={view.form === 'yaml' ? 'yaml' : 'raw'} isWrapped={view.isWrapped} />
    </div>
  );
}
