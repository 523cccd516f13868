/** The heading of a part: an icon in the colour of its tone, and a name that is cut where there is no room. */
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.js';
import styles from './toned-title.module.css';

interface TonedTitleProps {
  tone: string;
  icon: IconName;
  name: string;
  /** Behind the name. */
  children?: ReactNode;
}

/** Longest name that is drawn. */
const LONGEST = 500;

export function TonedTitle({ tone, icon, name, children }: TonedTitleProps): ReactNode {
  const shown = name.slice(0, LONGEST);
  return (
    <div className={styles.title} data-tone={tone}>
      <span className={styles.icon}>
        <Icon name={icon} />
      </span>
      <h2 dir="auto" className={styles.name} title={shown}>
        {shown}
      </h2>
      {children}
    </div>
  );
}
