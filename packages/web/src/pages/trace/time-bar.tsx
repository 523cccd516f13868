/** A run on the time axis: own work dark, waiting for runs below it light, and how it ended. */
import type { ReactNode } from 'react';
import type { Bar, Part } from '../../model/bars.js';
import { classNames } from '../../ui/class-names.js';
import styles from './time-bar.module.css';

interface TimeBarProps {
  /** Null: nothing is known of when the run was. */
  bar: Bar | null;
  /** Where runs below it ran. */
  parts: readonly Part[];
}

export function TimeBar({ bar, parts }: TimeBarProps): ReactNode {
  if (bar === null) return null;
  const isReal = bar.end !== 'placeholder';
  return (
    <span
      className={classNames(styles.bar, styles[bar.end], isReal && parts.length > 0 && styles.waiting)}
      style={{
        insetInlineStart: `min(${percent(bar.left)}, 100% - 2px)`,
        width: percent(bar.width),
        backgroundImage: isReal && parts.length > 0 ? waitingImage(parts) : undefined,
      }}
    >
      {bar.firstToken !== null && (
        <span className={styles.firstToken} style={{ insetInlineStart: percent(bar.firstToken) }} />
      )}
    </span>
  );
}

/** One image for all parts: an element for each would make a thousand of them in a wide tree. */
function waitingImage(parts: readonly Part[]): string {
  const stops = parts.flatMap(({ from, to }) => [
    `transparent ${percent(from)}`,
    `var(--waiting) ${percent(from)} ${percent(to)}`,
    `transparent ${percent(to)}`,
  ]);
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100_000) / 1000}%`;
}
