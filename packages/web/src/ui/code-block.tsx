/** A text to be taken as it is: shown in full, with a button that copies it. */
import type { ReactNode } from 'react';
import { CopyButton } from './button.js';
import styles from './code-block.module.css';

interface CodeBlockProps {
  code: string;
  /** What it is, for the name of the button. */
  what: string;
  /** Above the code, for example a file's name. */
  title?: string | undefined;
}

export function CodeBlock({ code, what, title }: CodeBlockProps): ReactNode {
  return (
    <div className={styles.block}>
      {title !== undefined && <div className={styles.title}>{title}</div>}
      <pre className={styles.code} tabIndex={0} aria-label={what}>
        <code>{code}</code>
      </pre>
      <CopyButton className={styles.copy} text={() => code} what={what} />
    </div>
  );
}
