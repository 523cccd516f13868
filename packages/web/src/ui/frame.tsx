/** The frame of every page: a rail at the side, a bar on top, and the page in what is left. */
import { createContext, use, useEffect, type ReactNode } from 'react';
import styles from './frame.module.css';
import { Icon } from './icons.js';

interface FrameProps {
  rail: ReactNode;
  /** At the end of each page's bar. */
  tools: ReactNode;
  children: ReactNode;
}

const Tools = createContext<ReactNode>(null);

export function Frame({ rail, tools, children }: FrameProps): ReactNode {
  return (
    <div className={styles.frame}>
      <nav className={styles.rail} aria-label="Main">
        {rail}
      </nav>
      <Tools value={tools}>
        <div className={styles.page}>{children}</div>
      </Tools>
    </div>
  );
}

interface PageProps {
  /** Of the browser's tab. */
  title: string;
  /** Where the page stands, from the outside in; the last one is the page itself. */
  crumbs: readonly ReactNode[];
  /** The content has a heading of its own; else the last crumb is the heading of the page. */
  hasHeading?: boolean;
  children: ReactNode;
}

/** One page: its bar and its content. */
export function Page({ title, crumbs, hasHeading = false, children }: PageProps): ReactNode {
  const tools = use(Tools);
  useEffect(() => {
    document.title = title === 'Tracenest' ? title : `${title} · Tracenest`;
  }, [title]);
  return (
    <>
      <header className={styles.bar}>
        <ol className={styles.crumbs} aria-label="Breadcrumb">
          {crumbs.map((crumb, index) => (
            // The place of a crumb is what it is.
            <li key={index} className={styles.crumb} aria-current={index === crumbs.length - 1 ? 'page' : undefined}>
              {index > 0 && <Icon name="chevron" size={14} className={styles.separator} />}
              {index === crumbs.length - 1 && !hasHeading ? <h1 className={styles.heading}>{crumb}</h1> : crumb}
            </li>
          ))}
        </ol>
        <div className={styles.tools}>{tools}</div>
      </header>
      <main className={styles.content}>{children}</main>
    </>
  );
}
