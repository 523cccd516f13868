/** A dot whose colour says how something stands; the word beside it is for those who do not see colours. */
import type { ReactNode } from 'react';
import styles from './status-dot.module.css';

interface StatusDotProps {
  tone: 'error' | 'running' | 'success' | 'none';
  /** Read out in place of the colour; empty where a word stands beside the dot. */
  label: string;
}

export function StatusDot({ tone, label }: StatusDotProps): ReactNode {
  const name = label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label, title: label };
  return <span className={styles.dot} data-tone={tone} {...name} />;
}
