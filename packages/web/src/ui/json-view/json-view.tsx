/**
 * A JSON value to read: text as text, branches to open and close, long lists and texts in parts,
 * so that a value of any size costs only what is looked at.
 */
import { memo, useMemo, useState, type ReactNode } from 'react';
import { CopyButton } from '../button.js';
import { classNames } from '../class-names.js';
import { Icon } from '../icons.js';
import {
  ENTRIES_AT_ONCE,
  firstExpanded,
  jsonRows,
  type JsonRow,
  type JsonValue,
  type JsonView as View,
} from './json-rows.js';
import styles from './json-view.module.css';

interface JsonViewProps {
  value: JsonValue;
  /** What it is, for the name of the region and of the copy button. */
  label: string;
}

export const JsonView = memo(function JsonView({ value, label }: JsonViewProps): ReactNode {
  const [view, setView] = useState<View | null>(null);
  const first = useMemo((): View => ({ expanded: firstExpanded(value), shown: new Map() }), [value]);
  const current = view ?? first;
  const rows = useMemo(() => jsonRows(value, current), [value, current]);
  const toggle = (path: string): void => {
    const expanded = new Set(current.expanded);
    if (!expanded.delete(path)) expanded.add(path);
    setView({ ...current, expanded });
  };
  const showMore = (path: string, shown: number): void =>
    setView({ ...current, shown: new Map(current.shown).set(path, shown + ENTRIES_AT_ONCE) });
  return (
    <div className={classNames(styles.view, !rows.some(isOpenable) && styles.flat)} role="group" aria-label={label}>
      <div className={styles.tools}>
        <CopyButton className={styles.copy} what={label} text={() => textOf(value)} />
      </div>
      {rows.map((row) => (
        <Row key={`${row.kind}${row.path}`} row={row} onToggle={toggle} onMore={showMore} />
      ))}
    </div>
  );
});

function isOpenable(row: JsonRow): boolean {
  return row.kind === 'branch' && row.size > 0;
}

/** A text is copied as it is, anything else as JSON. */
function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

interface RowProps {
  row: JsonRow;
  onToggle: (path: string) => void;
  onMore: (path: string, shown: number) => void;
}

/** Deeper levels are not indented any further: they would leave no room for what they say. */
const DEEPEST_INDENT = 16;

function Row({ row, onToggle, onMore }: RowProps): ReactNode {
  const style = { paddingInlineStart: Math.min(row.depth, DEEPEST_INDENT) * 16 };
  if (row.kind === 'more') {
    return (
      <div className={styles.row} style={style}>
        <button type="button" className={styles.more} onClick={() => onMore(row.path, row.shown)}>
          Show {Math.min(ENTRIES_AT_ONCE, row.size - row.shown)} more of {row.size}
        </button>
      </div>
    );
  }
  if (row.kind === 'branch' && isOpenable(row)) {
    return (
      <div className={styles.row} style={style}>
        <button
          type="button"
          className={styles.branch}
          aria-expanded={row.isExpanded}
          onClick={() => onToggle(row.path)}
        >
          <Icon name="chevron" size={14} className={classNames(styles.chevron, row.isExpanded && styles.open)} />
          {row.name !== null && <Name text={row.name} />}
          <span className={styles.size}>{row.isArray ? `[${row.size}]` : `{${row.size}}`}</span>
          <span className={styles.preview}>{row.preview}</span>
        </button>
      </div>
    );
  }
  return (
    <div className={styles.row} style={style}>
      <span className={classNames(styles.leaf, row.name === null && styles.alone)}>
        {row.name !== null && <Name text={row.name} />}
        {row.kind === 'branch' ? <span className={styles.empty}>{row.preview}</span> : <Value value={row.value} />}
      </span>
    </div>
  );
}

function Name({ text }: { text: string }): ReactNode {
  return (
    <span className={styles.name} dir="auto">
      {text}
    </span>
  );
}

function Value({ value }: { value: string | number | boolean | null }): ReactNode {
  if (typeof value === 'string') return <Text text={value} />;
  return <span className={value === null ? styles.empty : styles.literal}>{String(value)}</span>;
}

/** Characters of a text that are shown at first, and how many each wish for more adds. */
const TEXT_AT_FIRST = 2000;
const TEXT_AT_ONCE = 100_000;

/** Texts that only quotes tell from a number or a literal. */
const LOOKS_LITERAL = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|\s.*|.*\s)$/;

function Text({ text }: { text: string }): ReactNode {
  const [shown, setShown] = useState(TEXT_AT_FIRST);
  if (text === '') return <span className={styles.empty}>""</span>;
  const rest = text.length - shown;
  return (
    <span className={styles.text}>
      <span dir="auto" className={styles.string}>
        {rest > 0 ? text.slice(0, shown) : LOOKS_LITERAL.test(text) ? `"${text}"` : text}
      </span>
      {rest > 0 && (
        <button type="button" className={styles.more} onClick={() => setShown(shown + TEXT_AT_ONCE)}>
          … show {rest > TEXT_AT_ONCE ? `${TEXT_AT_ONCE.toLocaleString('en-US')} more of ` : 'the other '}
          {rest.toLocaleString('en-US')} characters
        </button>
      )}
    </span>
  );
}
