/** Why a run failed: the error that was thrown, where, and what caused it. */
import type { ReactNode } from 'react';
import type { RunDetail } from '../../model/answers.js';
import { errorChain } from '../../model/error-text.js';
import { CopyButton } from '../../ui/button.js';
import styles from './run-details.module.css';
import { Section } from './section.js';

/** Characters. A program may put its whole input into an error. */
const LONGEST = 200_000;

export function ErrorTab({ run }: { run: RunDetail }): ReactNode {
  const { error } = run;
  if (error === null || error === '') {
    return (
      <div className={styles.body}>
        <p className={styles.none}>{run.status === 'pending' ? 'None so far.' : 'It did not fail.'}</p>
      </div>
    );
  }
  const [thrown, ...causes] = errorChain(error.slice(0, LONGEST));
  return (
    <div className={styles.body}>
      <div className={styles.error} tabIndex={0} role="group" aria-label="Error">
        <CopyButton className={styles.copy} text={() => error} what="the error" />
        <p className={styles.message} dir="auto">
          {thrown?.message}
        </p>
        {thrown !== undefined && thrown.stack !== '' && <pre className={styles.stack}>{thrown.stack}</pre>}
      </div>
      {causes.map((cause, index) => (
        <Section key={index} title={index === 0 ? 'Caused by' : 'Which was caused by'}>
          <div className={styles.error} tabIndex={0} role="group" aria-label={`Cause ${index + 1}`}>
            <p className={styles.message} dir="auto">
              {cause.message}
            </p>
            {cause.stack !== '' && <pre className={styles.stack}>{cause.stack}</pre>}
          </div>
        </Section>
      ))}
      {error.length > LONGEST && (
        <p className={styles.none}>Its text is longer than is shown here; copying gives all of it.</p>
      )}
    </div>
  );
}
