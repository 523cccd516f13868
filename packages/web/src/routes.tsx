/** Address → page, inside the frame that all pages share. */
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { usePathname } from 'wouter/use-browser-location';
import { useIsLive } from './data/use-live.js';
import { useNow } from './data/use-now.js';
import { useStatus } from './data/use-status.js';
import { useZone } from './data/use-zone.js';
import { findingsUrl, pageOf, preferencesUrl, projectsUrl, tracesUrl } from './model/page-url.js';
import { zoneName } from './model/words.js';
import { FindingsPage } from './pages/findings/findings-page.js';
import { FirstRunPage } from './pages/first-run/first-run-page.js';
import { FindingPage } from './pages/finding/finding-page.js';
import { NotFoundPage } from './pages/not-found/not-found-page.js';
import { PreferencesPage } from './pages/preferences/preferences-page.js';
import { ProjectsPage } from './pages/projects/projects-page.js';
import { RunPage } from './pages/trace/run-page.js';
import { TracePage } from './pages/trace/trace-page.js';
import { TracesPage } from './pages/traces/traces-page.js';
import styles from './routes.module.css';
import { Button } from './ui/button.js';
import { Crumb, Frame, Page } from './ui/frame.js';
import { Icon, Mark, type IconName } from './ui/icons.js';
import { PageTabs, pageTabClass } from './ui/page-tabs.js';
import { ErrorState, LoadingState } from './ui/state.js';
import { ThemeSwitch } from './ui/theme-switch.js';

export function Routes(): ReactNode {
  return (
    <Frame rail={<Rail />} tools={<Tools />}>
      <CurrentPage />
    </Frame>
  );
}

function CurrentPage(): ReactNode {
  const page = pageOf(usePathname());
  switch (page.kind) {
    case 'projects':
      return <StartPage />;
    case 'traces':
      return (
        <TracesPage
          key={page.project}
          project={page.project}
          tabs={<ProjectTabs project={page.project} is="traces" />}
        />
      );
    case 'findings':
      return (
        <FindingsPage
          key={page.project}
          project={page.project}
          tabs={<ProjectTabs project={page.project} is="findings" />}
        />
      );
    case 'preferences':
      return <PreferencesPage />;
    case 'trace':
      return <TracePage key={page.traceId} traceId={page.traceId} />;
    case 'run':
      return <RunPage runId={page.runId} />;
    case 'finding':
      return <FindingPage code={page.code} />;
    case 'not-found':
      return <NotFoundPage path={page.path} />;
  }
}

/** The pages of a project. */
function ProjectTabs({ project, is }: { project: string; is: 'traces' | 'findings' }): ReactNode {
  const link = (id: typeof is, href: string, label: string): ReactNode => (
    <Link href={href} className={pageTabClass} aria-current={id === is ? 'page' : undefined}>
      {label}
    </Link>
  );
  return (
    <PageTabs label="Pages of the project">
      {link('traces', tracesUrl(project), 'Traces')}
      {link('findings', findingsUrl(project), 'Findings')}
    </PageTabs>
  );
}

/** The projects, or how to begin while there are none. */
function StartPage(): ReactNode {
  const status = useStatus();
  // Whoever waits for a first trace is led to it; whoever comes later sees the projects.
  const [isWaiting, setIsWaiting] = useState(false);
  if (status.data?.has_runs === false && !isWaiting) setIsWaiting(true);
  if (isWaiting && status.data !== undefined) return <FirstRunPage status={status.data} />;
  if (status.data !== undefined) return <ProjectsPage />;
  return (
    <Page title="Tracenest" crumbs={<Crumb is="heading">Projects</Crumb>}>
      {status.problem === null ? (
        <LoadingState />
      ) : (
        <ErrorState
          title={status.problem.message}
          remedy={status.problem.remedy}
          isRetried={status.problem.isRetried}
          onRetry={status.retry}
        />
      )}
    </Page>
  );
}

function Rail(): ReactNode {
  const { kind } = pageOf(usePathname());
  return (
    <>
      <Link href={projectsUrl} className={styles.mark} aria-label="Tracenest: start page">
        <Mark />
      </Link>
      <RailLink href={projectsUrl} name="Projects" icon="folder" isHere={kind === 'projects'} />
      <RailLink href={preferencesUrl} name="Preferences" icon="settings" isHere={kind === 'preferences'} />
    </>
  );
}

function RailLink({ href, name, icon, isHere }: RailLinkProps): ReactNode {
  const current = isHere ? 'page' : undefined;
  return (
    <Link href={href} className={styles.item} aria-label={name} title={name} aria-current={current}>
      <Icon name={icon} />
    </Link>
  );
}

interface RailLinkProps {
  href: string;
  name: string;
  icon: IconName;
  isHere: boolean;
}

/** A zone changes its distance to UTC twice a year, at most while the page is open. */
const ZONE_RENEWED_EVERY_MS = 60_000;

function Tools(): ReactNode {
  const [zone, setZone] = useZone();
  const isLive = useIsLive();
  const nowMs = useNow(ZONE_RENEWED_EVERY_MS);
  const other = zone === 'utc' ? 'local' : 'utc';
  return (
    <>
      {!isLive && (
        <span role="status" className={styles.offline}>
          <Icon name="unplugged" size={14} /> Connection lost, trying again
        </span>
      )}
      <Button
        kind="quiet"
        title={other === 'utc' ? 'Show times in UTC' : 'Show times in your zone'}
        onClick={() => setZone(other)}
      >
        {zoneName(new Date(nowMs), zone)}
      </Button>
      <ThemeSwitch />
    </>
  );
}
