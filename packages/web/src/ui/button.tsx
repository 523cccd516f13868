/** Buttons: with a word, or an icon whose name is told to those who do not see it. */
import { useEffect, useRef, useState, type ButtonHTMLAttributes, type ReactNode, type Ref } from 'react';
import { classNames } from './class-names.js';
import styles from './button.module.css';
import { Icon, type IconName } from './icons.js';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon?: IconName;
  kind?: 'plain' | 'quiet' | 'primary';
}

export function Button({ icon, kind = 'plain', className, children, ...rest }: ButtonProps): ReactNode {
  return (
    <button type="button" className={classNames(styles.button, styles[kind], className)} {...rest}>
      {icon !== undefined && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  /** What it does; also shown on hover. */
  label: string;
}

export function IconButton({ icon, label, className, ...rest }: IconButtonProps): ReactNode {
  return (
    <button type="button" className={classNames(styles.icon, className)} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}

const SAID_FOR_MS = 1500;

interface CopyButtonProps {
  /** Called when copying, since making the text may be work, also of another thread. */
  text: () => string | Promise<string>;
  /** What is copied, for the name of the button. */
  what: string;
  /** Default: `copy`. Another one tells two buttons beside each other apart. */
  icon?: IconName;
  className?: string | undefined;
  /** For keys that do the same. */
  ref?: Ref<HTMLButtonElement>;
}

/** Copies a text and says whether that went well. */
export function CopyButton({ text, what, icon = 'copy', className, ref }: CopyButtonProps): ReactNode {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (): Promise<void> => {
    setOutcome((await writeToClipboard(text)) ? 'copied' : 'failed');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOutcome(null), SAID_FOR_MS);
  };
  return (
    <button
      ref={ref}
      type="button"
      className={classNames(styles.copy, className)}
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      onClick={() => void copy()}
    >
      <Icon name={outcome === 'copied' ? 'check' : outcome === 'failed' ? 'alert' : icon} size={14} />
      <span aria-live="polite">{outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Not allowed here' : ''}</span>
    </button>
  );
}

/** Browsers give no clipboard to a page that came over plain HTTP from another machine; selecting still works there. */
async function writeToClipboard(text: CopyButtonProps['text']): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(await text());
    return true;
  } catch {
    return copyBySelection(text);
  }
}

async function copyBySelection(text: CopyButtonProps['text']): Promise<boolean> {
  const area = document.createElement('textarea');
  try {
    area.value = await text();
    area.className = styles.offscreen ?? '';
    document.body.append(area);
    area.select();
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
  }
}
