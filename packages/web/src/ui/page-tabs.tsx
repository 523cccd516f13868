/** Pages beside each other that look like tabs and are links: each has an address of its own. */
import type { ReactNode } from 'react';
import styles from './tabs.module.css';

interface PageTabsProps {
  label: string;
  /** Links; the one to the page itself has `aria-current="page"`. */
  children: ReactNode;
}

export function PageTabs({ label, children }: PageTabsProps): ReactNode {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {children}
    </nav>
  );
}

/** For each link. */
export const pageTabClass = styles.tab ?? '';
