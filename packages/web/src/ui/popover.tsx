/** A panel that opens under its button and closes with Escape or a click elsewhere. */
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { Icon } from './icons.js';
import styles from './popover.module.css';

interface PopoverProps {
  /** On the button. */
  label: ReactNode;
  /** Name of the panel. */
  title: string;
  /** Which edge of the panel is below that of the button. Default: `start`; `end` for buttons at the end of a line. */
  align?: 'start' | 'end';
  /** Gets the function that closes it. */
  children: (close: () => void) => ReactNode;
}

export function Popover({ label, title, align = 'start', children }: PopoverProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => setIsOpen(false);
  useEffect(() => {
    if (!isOpen) return undefined;
    const closeElsewhere = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false) setIsOpen(false);
    };
    const closeByKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      setIsOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', closeElsewhere);
    document.addEventListener('keydown', closeByKey);
    return () => {
      document.removeEventListener('pointerdown', closeElsewhere);
      document.removeEventListener('keydown', closeByKey);
    };
  }, [isOpen]);
  return (
    <div ref={box} className={styles.box}>
      <button
        ref={button}
        type="button"
        className={styles.button}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        {label}
        <Icon name="chevron" size={14} className={styles.chevron} />
      </button>
      {isOpen && (
        <div id={id} role="region" aria-label={title} className={styles.panel} data-align={align}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
