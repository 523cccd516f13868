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
  /** Where the page stands: {@link Crumb}s from the outside in. */
  crumbs: ReactNode;
  /** Pages beside it, between its bar and its content. */
  tabs?: ReactNode;
  children: ReactNode;
}

/** One page: its bar and its content. */
export function Page({ title, crumbs, tabs, children }: PageProps): ReactNode {
  const tools = use(Tools);
  useEffect(() => {
    document.title = title === 'Tracenest' ? title : `${title} · Tracenest`;
  }, [title]);
  return (
    <>
      <header className={styles.bar}>
        <ol className={styles.crumbs} aria-label="Breadcrumb">
          {crumbs}
        </ol>
        <div className={styles.tools}>{tools}</div>
      </header>
      {tabs}
      <main className={styles.content}>{children}</main>
    </>
  );
}

interface CrumbProps {
  /** The page itself, as its heading or beside the one that its content has. */
  is?: 'heading' | 'current';
  children: ReactNode;
}

export function Crumb({ is, children }: CrumbProps): ReactNode {
  return (
    <li className={styles.crumb} aria-current={is === undefined ? undefined : 'page'}>
      <Icon name="chevron" size={14} className={styles.separator} />
      {is === 'heading' ? <h1 className={styles.heading}>{children}</h1> : <span>{children}</span>}
    </li>
  );
}
