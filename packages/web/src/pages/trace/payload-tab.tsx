/** What went into a run and what came out of it, the error first. */
import type { ReactNode } from 'react';
import type { Json, RunDetail } from '../../model/answers.js';
import { splitError } from '../../model/error-text.js';
import { CopyButton } from '../../ui/button.js';
import { JsonView } from '../../ui/json-view/json-view.js';
import styles from './run-details.module.css';
import { Section } from './section.js';

export function PayloadTab({ run }: { run: RunDetail }): ReactNode {
  return (
    <div className={styles.body}>
      {run.error !== null && run.error !== '' && (
        <Section title="Error">
          <ErrorText text={run.error} />
        </Section>
      )}
      <Section title="Input">
        <Payload value={run.inputs} label="the input" absent="No input was recorded." />
      </Section>
      <Section title="Output">
        <Payload
          value={run.outputs}
          label="the output"
          absent={run.status === 'pending' ? 'None yet: the run has not ended.' : 'No output was recorded.'}
        />
      </Section>
    </div>
  );
}

function Payload({ value, label, absent }: { value: Json; label: string; absent: string }): ReactNode {
  if (value === null || value === undefined) return <p className={styles.none}>{absent}</p>;
  return <JsonView value={value} label={label} />;
}

function ErrorText({ text }: { text: string }): ReactNode {
  const { message, stack } = splitError(text);
  return (
    <div className={styles.error} tabIndex={0} role="group" aria-label="Error">
      <CopyButton className={styles.copy} text={() => text} what="the error" />
      <p className={styles.message} dir="auto">
        {message}
      </p>
      {stack !== '' && <pre className={styles.stack}>{stack}</pre>}
    </div>
  );
}
