/** All projects, the most recently active first. */
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useNow } from '../../data/use-now.js';
import { useProjects } from '../../data/use-projects.js';
import { useZone } from '../../data/use-zone.js';
import type { ProjectSummary } from '../../model/answers.js';
import { listedFindings } from '../../model/findings.js';
import { findingsUrl, tracesUrl } from '../../model/page-url.js';
import { costText, costWords } from '../../model/totals.js';
import { formatAge, formatCount, formatExactly, formatMoment, type Zone } from '../../model/words.js';
import { Crumb, Page } from '../../ui/frame.js';
import { Icon } from '../../ui/icons.js';
import { EmptyState, UnansweredState } from '../../ui/state.js';
import styles from './projects-page.module.css';

export function ProjectsPage(): ReactNode {
  const answer = useProjects();
  const { data } = answer;
  return (
    <Page title="Projects" crumbs={<Crumb is="heading">Projects</Crumb>}>
      {data !== undefined && data.length > 0 && <ProjectTable projects={data} />}
      {data?.length === 0 && (
        <EmptyState icon="folder" title="There are no projects">
          <p>A project appears with its first trace, under the name that LANGSMITH_PROJECT gives it.</p>
        </EmptyState>
      )}
      <UnansweredState answer={answer} />
    </Page>
  );
}

const AGES_RENEWED_EVERY_MS = 10_000;

function ProjectTable({ projects }: { projects: readonly ProjectSummary[] }): ReactNode {
  const [zone] = useZone();
  const nowMs = useNow(AGES_RENEWED_EVERY_MS);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" className={styles.number}>
            Traces
          </th>
          <th scope="col" className={styles.number}>
            Runs
          </th>
          <th scope="col" className={styles.number}>
            Failed traces
          </th>
          <th scope="col" className={styles.number}>
            Cost
          </th>
          <th scope="col" className={styles.number}>
            Findings
          </th>
          <th scope="col" className={styles.number}>
            Last activity
          </th>
        </tr>
      </thead>
      <tbody>
        {projects.map((project) => (
          <ProjectRow key={project.id} project={project} nowMs={nowMs} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}

interface ProjectRowProps {
  project: ProjectSummary;
  nowMs: number;
  zone: Zone;
}

function ProjectRow({ project, nowMs, zone }: ProjectRowProps): ReactNode {
  const [, navigate] = useLocation();
  const url = tracesUrl(project.name);
  const last = project.last_start_time;
  return (
    <tr onClick={(event) => !event.defaultPrevented && !event.metaKey && !event.ctrlKey && navigate(url)}>
      <th scope="row">
        <Link href={url} dir="auto" title={project.name} className={styles.name}>
          {project.name}
        </Link>
      </th>
      <Count value={project.trace_count} />
      <Count value={project.run_count} />
      <Count value={project.error_count} isBad />
      <Cost cost={project.cost} />
      <Findings project={project} />
      <td className={styles.number}>
        {last === null ? (
          <span className={styles.none}>never</span>
        ) : (
          <time dateTime={last} title={formatMoment(last, zone)}>
            {formatAge(last, nowMs, zone)}
          </time>
        )}
      </td>
    </tr>
  );
}

function Cost({ cost }: { cost: ProjectSummary['cost'] }): ReactNode {
  const text = costText(cost);
  return (
    <td className={styles.number}>
      {text === '' ? <span className={styles.none}>–</span> : <span title={costWords(cost)}>{text}</span>}
    </td>
  );
}

/** Leads past the list of traces to what is wrong in them. */
function Findings({ project }: { project: ProjectSummary }): ReactNode {
  const listed = listedFindings(project);
  const words = listed.map((one) => one.words).join(', ');
  return (
    <td className={styles.number}>
      {listed.length === 0 ? (
        <span className={styles.none}>0</span>
      ) : (
        <Link href={findingsUrl(project.name)} className={styles.findings} title={words} aria-label={words}>
          {listed.map(({ kind, count }) => (
            <span key={kind} data-kind={kind} className={styles.listed}>
              <Icon name={kind === 'finding' ? 'flag' : 'note'} size={12} /> {formatCount(count)}
            </span>
          ))}
        </Link>
      )}
    </td>
  );
}

function Count({ value, isBad = false }: { value: number; isBad?: boolean }): ReactNode {
  const look = value === 0 ? styles.none : isBad ? styles.bad : undefined;
  return (
    <td className={styles.number}>
      <span className={look} title={formatExactly(value)}>
        {formatCount(value)}
      </span>
    </td>
  );
}
