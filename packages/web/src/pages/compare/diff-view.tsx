/** Two values compared: a line for each entry, with a sign before what only one side has. */
import { useState, type ReactNode } from 'react';
import type { AskedSide } from '../../data/diff-worker.js';
import { useDiff } from '../../data/use-diff.js';
import type { DiffLine } from '../../model/compare/json-diff.js';
import type { TextPart } from '../../model/compare/text-diff.js';
import { formatExactly, formatQuantity } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { LoadingState } from '../../ui/state.js';
import styles from './diff-view.module.css';

interface DiffViewProps {
  a: AskedSide;
  b: AskedSide;
  /** What is the same is shown, too. */
  isWhole: boolean;
  /** As texts they differ, whatever their values do. */
  isWrittenOtherwise?: boolean;
}

/** Lines that are drawn at once. */
const AT_ONCE = 300;

export function DiffView({ a, b, isWhole, isWrittenOtherwise = false }: DiffViewProps): ReactNode {
  const { diff, problem } = useDiff(a, b, isWhole);
  const [shown, setShown] = useState(AT_ONCE);
  if (problem !== null) return <p className={styles.quiet}>They could not be compared: {problem}. Reload the page.</p>;
  if (diff === undefined) return <LoadingState rows={3} />;
  if (diff.lines.length === 0) return <p className={styles.quiet}>None was recorded.</p>;
  const isSame = diff.differences === 0;
  const sameWords = isWrittenOtherwise
    ? 'The same values on both sides, written otherwise: their keys stand in another order.'
    : 'The same on both sides.';
  if (isSame && !isWhole) return <p className={styles.quiet}>{sameWords}</p>;
  return (
    <>
      {isSame && isWrittenOtherwise && <p className={styles.quiet}>{sameWords}</p>}
      <ul className={styles.lines}>
        {diff.lines.slice(0, shown).map((line, index) => (
          // Lines are made anew together.
          <Line key={index} line={line} />
        ))}
      </ul>
      {diff.lines.length > shown && (
        <Button onClick={() => setShown(shown + AT_ONCE)}>
          Show more of {formatQuantity(diff.lines.length - shown, 'further line')}
        </Button>
      )}
      {diff.isCut && diff.lines.length <= shown && (
        <p className={styles.quiet}>There are more differences than are shown here.</p>
      )}
    </>
  );
}

const marks = { same: '', folded: '', changed: '~', added: '+', removed: '−' } as const;
const spoken = { same: '', folded: '', changed: 'changed', added: 'only in B', removed: 'only in A' } as const;

function Line({ line }: { line: DiffLine }): ReactNode {
  const { kind, name, depth, parts, count } = line;
  return (
    <li className={styles.line} data-difference={kind} style={{ paddingInlineStart: 24 + Math.min(depth, 12) * 12 }}>
      <span className={styles.mark} role="img" aria-label={spoken[kind]} aria-hidden={spoken[kind] === ''}>
        {marks[kind]}
      </span>
      {kind === 'folded' ? (
        <span className={styles.quiet}>{formatExactly(count)} the same</span>
      ) : (
        <>
          {name !== null && (
            <span className={styles.key}>
              <bdi>{name.slice(0, 200)}</bdi>:{' '}
            </span>
          )}
          <bdi className={styles.value}>
            {parts.map((part, index) => (
              <Part key={index} part={part} />
            ))}
          </bdi>
        </>
      )}
    </li>
  );
}

function Part({ part }: { part: TextPart }): ReactNode {
  const { kind, text, left } = part;
  if (kind === 'skipped') return <span className={styles.skipped}>… {formatExactly(left)} characters the same …</span>;
  const rest = left > 0 && <span className={styles.skipped}> … {formatExactly(left)} more characters</span>;
  if (kind === 'removed')
    return (
      <del className={styles.removed}>
        {text === '' ? '""' : text}
        {rest}
      </del>
    );
  if (kind === 'added')
    return (
      <ins className={styles.added}>
        {text === '' ? '""' : text}
        {rest}
      </ins>
    );
  return (
    <span>
      {text}
      {rest}
    </span>
  );
}
