/** The frame of every page: a rail at the side, a bar on top, and the page in what is left. */
import { createContext, use, useEffect, useId, useState, type ReactNode } from 'react';
import { IconButton } from './button.js';
import styles from './frame.module.css';
import { Icon } from './icons.js';

interface FrameProps {
  rail: ReactNode;
  /** At the end of each page's bar. */
  tools: ReactNode;
  children: ReactNode;
}

/** What the frame puts into the bar of each page. */
const InBar = createContext<{ menu: ReactNode; tools: ReactNode }>({ menu: null, tools: null });

export function Frame({ rail, tools, children }: FrameProps): ReactNode {
  const id = useId();
  // Where there is little room the rail is put away until it is asked for.
  const [isOpen, setIsOpen] = useState(false);
  const menu = (
    <IconButton
      icon="menu"
      label={isOpen ? 'Hide the navigation' : 'Show the navigation'}
      aria-expanded={isOpen}
      aria-controls={id}
      className={styles.menu}
      onClick={() => setIsOpen(!isOpen)}
    />
  );
  return (
    <div className={styles.frame}>
      <nav id={id} className={styles.rail} aria-label="Main" data-open={isOpen}>
        {rail}
      </nav>
      <InBar value={{ menu, tools }}>
        <div className={styles.page}>{children}</div>
      </InBar>
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
  /** What the reader should know first: at the foot, where it moves nothing when it comes, and does not scroll away. */
  notice?: ReactNode;
  children: ReactNode;
}

/** One page: its bar and its content. */
export function Page({ title, crumbs, tabs, notice, children }: PageProps): ReactNode {
  const { menu, tools } = use(InBar);
  useEffect(() => {
    document.title = title === 'Tracenest' ? title : `${title} · Tracenest`;
  }, [title]);
  return (
    <>
      <header className={styles.bar}>
        <div className={styles.place}>
          {menu}
          <nav aria-label="Breadcrumb" className={styles.breadcrumb}>
            <ol className={styles.crumbs}>{crumbs}</ol>
          </nav>
        </div>
        <div className={styles.tools}>{tools}</div>
      </header>
      {tabs}
      {notice}
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
