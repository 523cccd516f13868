/** What is wrong in the traces of a project: each kind with how often, when, where, and what to write against it. */
import type { ReactNode } from 'react';
import { Link, useSearch } from 'wouter';
import { useProjectFindings } from '../../data/use-project-findings.js';
import type { ProjectFindings } from '../../model/answers.js';
import { findingsUrl, pathTo } from '../../model/page-url.js';
import { ranges, readRange, type RangeId } from '../../model/project-findings.js';
import { Crumbs } from '../../ui/crumbs.js';
import { Page } from '../../ui/frame.js';
import { EmptyState, UnansweredState } from '../../ui/state.js';
import { CodeCard } from './code-card.js';
import styles from './findings-page.module.css';

interface FindingsPageProps {
  project: string;
  tabs: ReactNode;
}

export function FindingsPage({ project, tabs }: FindingsPageProps): ReactNode {
  const range = readRange(useSearch());
  const answer = useProjectFindings(project, range);
  const { data } = answer;
  return (
    <Page title={`Findings of ${project}`} crumbs={<Crumbs path={pathTo(project)} here="Findings" />} tabs={tabs}>
      <div className={styles.page}>
        <Ranges project={project} current={range} />
        {data !== undefined && data.codes.length > 0 && <Codes project={project} findings={data} />}
        {data?.codes.length === 0 && (
          <EmptyState icon="check" title="Nothing was found in this time">
            <p>
              Every run that arrived could be placed for certain: no parent is missing, no trace seems to be split, and
              no process ended with runs open. Choose a longer time to see earlier findings.
            </p>
          </EmptyState>
        )}
        <UnansweredState answer={answer} />
      </div>
    </Page>
  );
}

function Ranges({ project, current }: { project: string; current: RangeId }): ReactNode {
  return (
    <nav aria-label="Range of time" className={styles.ranges}>
      {ranges.map(({ id, label }) => (
        <Link
          key={id}
          href={`${findingsUrl(project)}?range=${id}`}
          className={styles.range}
          aria-current={id === current ? 'true' : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

function Codes({ project, findings }: { project: string; findings: ProjectFindings }): ReactNode {
  return (
    <ul className={styles.codes} aria-label="Kinds of findings">
      {findings.codes.map((code) => (
        <li key={code.code}>
          <CodeCard project={project} findings={findings} code={code} />
        </li>
      ))}
    </ul>
  );
}
