/** A link that traced content holds: opened in a new tab that knows nothing of this page, its host always told. */
import type { ReactNode } from 'react';
import { safeAddress } from './safe-address.js';
import styles from './outside-link.module.css';

/** An address that is not safe stays text. */
export function OutsideLink({ address, children }: { address: string; children: ReactNode }): ReactNode {
  const safe = safeAddress(address);
  if (safe === null) return <bdi>{children}</bdi>;
  return (
    <a className={styles.link} href={safe} target="_blank" rel="noopener noreferrer" title={safe}>
      <bdi>{children}</bdi>
    </a>
  );
}
