/** One line of a JSON value. */
import type { ReactNode } from 'react';
import { CopyButton } from '../button.js';
import { classNames } from '../class-names.js';
import { Icon } from '../icons.js';
import { Markdown } from '../markdown/markdown.js';
import { Marked } from '../marked.js';
import { ENTRIES_AT_ONCE, TEXT_AT_ONCE, type JsonRow } from './json-rows.js';
import type { JsonSource } from './json-source.js';
import styles from './json-view.module.css';

interface JsonLineProps {
  row: JsonRow;
  /** The arrow keys begin here. */
  isFirst: boolean;
  source: JsonSource;
  marked: string;
  isMarkdown: boolean;
  isCurrent: boolean;
  /** The pointer or the focus is on it: it can be copied. */
  isActive: boolean;
  onActive: () => void;
  onToggle: () => void;
  onMore: () => void;
}

/** Deeper levels are not indented any further: they would leave no room for what they say. */
const DEEPEST_INDENT = 16;

export function JsonLine(props: JsonLineProps): ReactNode {
  const { row, isCurrent, isActive, onActive, onMore, source } = props;
  const style = { paddingInlineStart: Math.min(row.depth, DEEPEST_INDENT) * 16 };
  if (row.kind === 'more') {
    return (
      <div className={styles.row} style={style}>
        <button type="button" className={styles.more} onClick={onMore}>
          Show {Math.min(ENTRIES_AT_ONCE, row.count).toLocaleString('en-US')} more of {row.size.toLocaleString('en-US')}
          {row.where === 'before' && ', before these'}
        </button>
      </div>
    );
  }
  return (
    <div
      className={styles.row}
      style={style}
      data-line
      tabIndex={row.kind === 'branch' && row.size > 0 ? undefined : props.isFirst || isActive ? 0 : -1}
      data-current={isCurrent || undefined}
      onPointerEnter={onActive}
      onFocus={onActive}
    >
      {row.kind === 'branch' && row.size > 0 ? <Branch {...props} row={row} /> : <Leaf {...props} row={row} />}
      {isActive && row.path !== '' && (
        <span className={styles.lineTools}>
          <CopyButton
            what={`the path of ${row.name ?? ''}`.slice(0, 80)}
            text={() => source.ask('nameOf', row.path)}
            icon="route"
          />
          <CopyButton what={`the value of ${row.name ?? ''}`.slice(0, 80)} text={() => source.ask('copy', row.path)} />
        </span>
      )}
    </div>
  );
}

type Shown = Exclude<JsonRow, { kind: 'more' }>;

function Branch({ row, marked, onToggle }: JsonLineProps & { row: Extract<JsonRow, { kind: 'branch' }> }): ReactNode {
  return (
    <button type="button" className={styles.branch} aria-expanded={row.isExpanded} onClick={onToggle}>
      <Icon name="chevron" size={14} className={classNames(styles.chevron, row.isExpanded && styles.open)} />
      {row.name !== null && <Name text={row.name} marked={marked} />}
      <span className={styles.size}>{row.isArray ? `[${row.size}]` : `{${row.size}}`}</span>
      <span className={styles.preview}>{row.preview}</span>
    </button>
  );
}

function Leaf({ row, marked, isMarkdown, onMore }: JsonLineProps & { row: Shown }): ReactNode {
  return (
    <span className={classNames(styles.leaf, row.name === null && styles.alone)}>
      {row.name !== null && <Name text={row.name} marked={marked} />}
      {row.kind === 'branch' ? (
        <span className={styles.empty}>{row.preview}</span>
      ) : typeof row.value === 'string' ? (
        <Text text={row.value} length={row.length} {...{ marked, isMarkdown, onMore }} />
      ) : (
        <span className={row.value === null ? styles.empty : styles.literal}>
          <Marked text={String(row.value)} marked={marked} />
        </span>
      )}
    </span>
  );
}

/** A key may be as long as a text. */
const LONGEST_NAME = 300;

function Name({ text, marked }: { text: string; marked: string }): ReactNode {
  return (
    <span className={styles.name} dir="auto" title={text.slice(0, LONGEST_NAME)}>
      <Marked text={text.slice(0, LONGEST_NAME)} marked={marked} />
    </span>
  );
}

/** Texts that only quotes tell from a number or a literal. */
const LOOKS_LITERAL = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|\s.*|.*\s)$/;

type TextProps = Pick<JsonLineProps, 'marked' | 'isMarkdown' | 'onMore'> & { text: string; length: number | undefined };

function Text({ text, length, marked, isMarkdown, onMore }: TextProps): ReactNode {
  if (text === '') return <span className={styles.empty}>""</span>;
  const rest = (length ?? text.length) - text.length;
  const isQuoted = rest === 0 && text.length < 200 && LOOKS_LITERAL.test(text);
  return (
    <span className={styles.text}>
      {isMarkdown ? (
        <Markdown text={text} />
      ) : (
        <span dir="auto" className={styles.string}>
          <Marked text={isQuoted ? `"${text}"` : text} marked={marked} />
        </span>
      )}
      {rest > 0 && (
        <button type="button" className={styles.more} onClick={onMore}>
          … show {rest > TEXT_AT_ONCE ? `${TEXT_AT_ONCE.toLocaleString('en-US')} more of ` : 'the other '}
          {rest.toLocaleString('en-US')} characters
        </button>
      )}
    </span>
  );
}
