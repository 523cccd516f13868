/**
 * Tables of which only the rows in the window exist: a header that stays, rows that lead somewhere as a
 * whole, and cells. How wide the columns are says a class of each table.
 */
import type { MouseEvent, ReactNode } from 'react';
import { useLocation } from 'wouter';
import { classNames } from './class-names.js';
import styles from './table.module.css';

/** Of every row. Pixels. */
export const TABLE_ROW_HEIGHT = 36;

export interface Column {
  /** Unlike those of the other columns. */
  key: string;
  head: ReactNode;
  kind?: 'number' | undefined;
  /** Left out where there is little room. */
  isWide?: boolean;
  /** Absent: the table cannot be sorted by it. */
  sorted?: 'descending' | 'none' | undefined;
}

interface TableHeaderProps {
  columns: readonly Column[];
  className: string | undefined;
}

export function TableHeader({ columns, className }: TableHeaderProps): ReactNode {
  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={classNames(styles.columns, className)}>
        {columns.map(({ key, head, kind, isWide, sorted }) => (
          <span
            key={key}
            role="columnheader"
            aria-sort={sorted}
            className={classNames(kind === 'number' && styles.number, isWide && styles.wide)}
          >
            {head}
          </span>
        ))}
      </div>
    </div>
  );
}

interface TableRowProps {
  /** Where the whole row leads; the link in it is for keyboards, new tabs and screen readers. */
  href: string;
  index: number;
  /** Pixels. */
  top: number;
  className: string | undefined;
  children: ReactNode;
}

export function TableRow({ href, index, top, className, children }: TableRowProps): ReactNode {
  const [, navigate] = useLocation();
  const open = (event: MouseEvent): void => {
    if (!event.defaultPrevented && !event.metaKey && !event.ctrlKey && event.button === 0) navigate(href);
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classNames(styles.columns, styles.row, className)}
      style={{ top }}
      onClick={open}
    >
      {children}
    </div>
  );
}

export function NameCell({ children }: { children: ReactNode }): ReactNode {
  return (
    <div role="cell" className={styles.nameCell}>
      {children}
    </div>
  );
}

/** For what names the row in its name cell, and for the icon before it. */
export const rowNameClass = styles.name ?? '';
export const rowIconClass = styles.icon ?? '';

interface TextCellProps {
  /** The beginning of what a program said, in any direction. */
  text: string | null;
  tone?: 'failed' | null;
  isWide?: boolean;
}

export function TextCell({ text, tone = null, isWide = false }: TextCellProps): ReactNode {
  return (
    <div
      role="cell"
      dir="auto"
      className={classNames(styles.preview, tone === 'failed' && styles.failed, isWide && styles.wide)}
    >
      {text ?? ''}
    </div>
  );
}

interface NumberCellProps {
  title?: string;
  tone?: 'failed' | 'running' | null;
  /** Null or false: there is none. */
  children: ReactNode;
}

export function NumberCell({ title, tone = null, children }: NumberCellProps): ReactNode {
  return (
    <div
      role="cell"
      title={title}
      className={classNames(styles.number, tone === 'failed' && styles.failed, tone === 'running' && styles.running)}
    >
      {children === null || children === false ? <span className={styles.none}>–</span> : children}
    </div>
  );
}
