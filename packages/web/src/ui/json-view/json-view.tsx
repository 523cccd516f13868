/**
 * A JSON value to read: text as text, branches to open and close, long lists and texts in parts,
 * so that a value of any size costs only what is looked at.
 */
import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { CopyButton } from '../button.js';
import { classNames } from '../class-names.js';
import {
  ENTRIES_AT_ONCE,
  TEXT_AT_FIRST,
  TEXT_AT_ONCE,
  type JsonRow,
  type JsonValue,
  type JsonView as View,
} from './json-rows.js';
import type { JsonSource } from './json-source.js';
import styles from './json-view.module.css';
import { JsonLine } from './json-line.js';
import { JsonText } from './json-text.js';
import { useAsked, useJsonSource } from './use-asked.js';

/** How a value is shown: branches to open, with texts as Markdown or not, or all of it as text. */
export type JsonForm = 'tree' | 'markdown' | 'raw' | 'yaml';

interface JsonLookProps {
  /** What it is, for the name of the region and of the copy button. */
  label: string;
  /** Default: `tree`. */
  form?: JsonForm;
  /** Whether lines of `raw` and `yaml` end at the edge of the view. Default: true. */
  isWrapped?: boolean;
  /** Marked wherever it stands. Default: nothing. */
  marked?: string;
  /** Path of the entry that is shown and marked as the current one. Default: none. */
  current?: string | null;
}

/** A value that is on the page. */
export const JsonView = memo(function JsonView({ value, ...look }: JsonLookProps & { value: JsonValue }): ReactNode {
  return <JsonSourceView source={useJsonSource(value, null)} {...look} />;
});

export function JsonSourceView({ source, ...look }: JsonLookProps & { source: JsonSource }): ReactNode {
  const { form = 'tree', label } = look;
  return (
    <div className={styles.view} role="group" aria-label={label}>
      <div className={styles.tools}>
        <CopyButton
          className={styles.copy}
          what={label}
          text={() => (form === 'yaml' || form === 'raw' ? source.ask('text', form) : source.ask('copy', ''))}
        />
      </div>
      {form === 'raw' || form === 'yaml' ? (
        <JsonText source={source} form={form} isWrapped={look.isWrapped ?? true} label={label} />
      ) : (
        <Tree source={source} {...look} />
      )}
    </div>
  );
}

function Tree({ source, form, marked = '', current = null }: JsonLookProps & { source: JsonSource }): ReactNode {
  const first = useAsked(source, 'first', NOTHING);
  const [chosen, setChosen] = useState<View | null>(null);
  const base = chosen ?? first.answer ?? null;
  const reveal = useAsked(source, 'reveal', useArgs(base, current));
  const view = (current === null ? null : reveal.answer) ?? base;
  const rows = useAsked(
    source,
    'rows',
    useMemo((): [View] | null => (view === null ? null : [view]), [view]),
  );
  const [active, setActive] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const isThere = rows.answer?.some((row) => row.path === current) === true;
  useEffect(() => {
    if (isThere && current !== null) box.current?.querySelector('[data-current]')?.scrollIntoView({ block: 'center' });
  }, [isThere, current]);
  const problem = first.problem ?? rows.problem;
  if (problem !== null) return <p className={styles.empty}>It could not be read: {problem}. Reload the page.</p>;
  if (rows.answer === undefined || view === null) return <p className={styles.empty}>Being read …</p>;
  const change = (part: Partial<View>): void => setChosen({ ...view, ...part });
  return (
    <div ref={box} className={classNames(!rows.answer.some(isOpenable) && styles.flat)} onKeyDown={moveFocus}>
      {rows.answer.map((row, index) => (
        <JsonLine
          key={`${row.kind}${row.kind === 'more' ? row.where : ''}${row.path}`}
          row={row}
          isFirst={index === 0}
          source={source}
          marked={marked}
          isMarkdown={form === 'markdown'}
          isCurrent={row.path === current && row.kind !== 'more'}
          isActive={row.path === active && row.kind !== 'more'}
          onActive={() => setActive(row.path)}
          onToggle={() => change({ expanded: toggled(view.expanded, row.path) })}
          onMore={() => change(moreOf(view, row))}
        />
      ))}
    </div>
  );
}

const NOTHING: [] = [];

/** Null while there is nothing to reveal. */
function useArgs(base: View | null, current: string | null): [View, string] | null {
  return useMemo(() => (base === null || current === null ? null : [base, current]), [base, current]);
}

/** Arrows lead from line to line; the buttons of a line that cannot be opened are reached in no other way. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(event.target instanceof Element)) return;
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-line]')];
  const next = lines[lines.findIndex((line) => line.contains(event.target as Element)) + step];
  if (next === undefined) return;
  event.preventDefault();
  (next.querySelector<HTMLElement>('[aria-expanded]') ?? next).focus();
}

function isOpenable(row: JsonRow): boolean {
  return row.kind === 'branch' && row.size > 0;
}

function toggled(expanded: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(expanded);
  if (!next.delete(path)) next.add(path);
  return next;
}

/** More entries of a branch, before or after those that are shown, or more of a text. */
function moreOf(view: View, row: JsonRow): Partial<View> {
  if (row.kind !== 'more') {
    const shown = view.texts.get(row.path) ?? TEXT_AT_FIRST;
    return { texts: new Map(view.texts).set(row.path, shown + TEXT_AT_ONCE) };
  }
  const [from, to] = view.shown.get(row.path) ?? [0, ENTRIES_AT_ONCE];
  const next: [number, number] =
    row.where === 'before' ? [Math.max(0, from - ENTRIES_AT_ONCE), to] : [from, to + ENTRIES_AT_ONCE];
  return { shown: new Map(view.shown).set(row.path, next) };
}
