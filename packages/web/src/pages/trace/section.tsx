/** A titled part of the details, and facts in two columns. */
import { useId, type ReactNode } from 'react';
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

export function Facts({ children }: { children: ReactNode }): ReactNode {
  return <dl className={styles.facts}>{children}</dl>;
}

/** A fact whose value is null is left out. */
export function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  if (children === null) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
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
