/** What was sent to the project and could not be taken: clients do not tell their programs. */
import { useState, type ReactNode } from 'react';
import { useRefused } from '../../data/use-refused.js';
import { useZone } from '../../data/use-zone.js';
import { refusedWords } from '../../model/refused.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icons.js';
import styles from './refused-notice.module.css';

export function RefusedNotice({ project }: { project: string }): ReactNode {
  const { data } = useRefused(project);
  const [zone] = useZone();
  const [isOpen, setIsOpen] = useState(false);
  const words = refusedWords(data ?? [], zone);
  if (words === null) return null;
  return (
    <section aria-label="Refused runs" data-tone="finding" className={styles.notice}>
      <div className={styles.head}>
        <Icon name="alert" className={styles.icon} />
        <p className={styles.sentence}>{words.sentence}</p>
        <Button kind="quiet" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? 'Hide the reasons' : 'Show the reasons'}
        </Button>
      </div>
      {isOpen && (
        <ul className={styles.lines} aria-label="Reasons" tabIndex={0}>
          {words.lines.map(({ key, count, what, remedy, last, run }) => (
            <li key={key}>
              <span className={styles.count}>{count}</span>
              <span>
                {what} {remedy}
                <span className={styles.last}>
                  {' '}
                  Last: {last}
                  {run !== null && (
                    <>
                      , run <code>{run}</code>
                    </>
                  )}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
