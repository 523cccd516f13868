/** The keys that work on the page as it is, read from the registry that they work by. */
import type { ReactNode } from 'react';
import { Dialog } from './dialog.js';
import { IconButton } from './button.js';
import { useKeyGroups } from './keys.js';
import styles from './keys-sheet.module.css';

export function KeysSheet({ onClose }: { onClose: () => void }): ReactNode {
  const groups = useKeyGroups();
  return (
    <Dialog label="Keys" onClose={onClose}>
      <header className={styles.head}>
        <h2>Keys</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      {/* It can be scrolled by keys. */}
      <div className={styles.groups} role="region" aria-label="Keys of this page" tabIndex={0}>
        {groups.map(({ title, notes }) => (
          <section key={title} aria-label={title} className={styles.group}>
            <h3>{title}</h3>
            <dl className={styles.keys}>
              {notes.map(({ key, does }) => (
                <div key={key} className={styles.line}>
                  <dt>
                    <Keys name={key} />
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
const words: Readonly<Record<string, string>> = {
  Mod: isApple ? '⌘' : 'Ctrl',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  ' ': 'Space',
};

/** As they stand on a keyboard. */
export function Keys({ name }: { name: string }): ReactNode {
  return (
    <span className={styles.combination}>
      {(name === '+' ? [name] : name.split('+')).map((part) => (
        <kbd key={part} className={styles.key}>
          {words[part] ?? (part.length === 1 && name.includes('+') ? part.toUpperCase() : part)}
        </kbd>
      ))}
    </span>
  );
}
