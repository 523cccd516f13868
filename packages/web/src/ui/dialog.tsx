/** What is opened above the page and has the keys to itself until it is closed: by Escape, or by a click beside it. */
import { useEffect, useRef, type ReactNode } from 'react';
import { classNames } from './class-names.js';
import styles from './dialog.module.css';

interface DialogProps {
  label: string;
  className?: string | undefined;
  onClose: () => void;
  children: ReactNode;
}

/** Open as long as it is rendered; the focus goes back to where it was. */
export function Dialog({ label, className, onClose, children }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const opened = dialog.current;
    opened?.showModal();
    return () => {
      opened?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      className={classNames(styles.dialog, className)}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // The area around it belongs to the dialog; what is in it has a box of its own.
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className={styles.box}>{children}</div>
    </dialog>
  );
}
