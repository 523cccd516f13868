/** A titled part of the details, and facts in two columns. */
import { Fragment, useId, type ReactNode } from 'react';
import { CopyButton } from '../../ui/button.js';
import styles from './run-details.module.css';

export function Section({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}

/** What is null is left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }): ReactNode {
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}

export function Id({ value, what }: { value: string; what: string }): ReactNode {
  return (
    <span className={styles.idValue}>
      <code>{value}</code>
      <CopyButton text={() => value} what={what} />
    </span>
  );
}
