/** An address that means no page. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { projectsUrl } from '../../model/page-url.js';
import { Crumb, Page } from '../../ui/frame.js';
import { EmptyState } from '../../ui/state.js';
import styles from './not-found-page.module.css';

export function NotFoundPage({ path }: { path: string }): ReactNode {
  return (
    <Page title="No such page" crumbs={<Crumb is="heading">No such page</Crumb>}>
      <EmptyState icon="unplugged" title="There is no page at this address">
        <p>
          <code>{path.slice(0, 200)}</code>
        </p>
        <p>
          Traces are found under their project. Go to the{' '}
          <Link href={projectsUrl} className={styles.link}>
            list of projects
          </Link>
          .
        </p>
      </EmptyState>
    </Page>
  );
}
