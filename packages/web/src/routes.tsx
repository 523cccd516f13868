/** Address → page, inside the frame that all pages share. */
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { usePathname } from 'wouter/use-browser-location';
import { useIsLive } from './data/use-live.js';
import { useNow } from './data/use-now.js';
import { useStatus } from './data/use-status.js';
import { useZone } from './data/use-zone.js';
import {
  findingsUrl,
  pageOf,
  preferencesUrl,
  projectsUrl,
  searchPath,
  threadsUrl,
  tracesUrl,
  type Page as PageAddress,
} from './model/page-url.js';
import type { Setting } from './model/palette.js';
import { readSearchView } from './model/search-view.js';
import { zoneWords } from './model/words.js';
import { FindingsPage } from './pages/findings/findings-page.js';
import { FirstRunPage } from './pages/first-run/first-run-page.js';
import { FindingPage } from './pages/finding/finding-page.js';
import { NotFoundPage } from './pages/not-found/not-found-page.js';
import { ProjectsPage } from './pages/projects/projects-page.js';
import { RunPage } from './pages/trace/run-page.js';
import { TracePage } from './pages/trace/trace-page.js';
import { TracesPage } from './pages/traces/traces-page.js';
import styles from './routes.module.css';
import { Boundary } from './ui/boundary.js';
import { Button } from './ui/button.js';
import { Crumb, Frame, Page } from './ui/frame.js';
import { Icon, Mark, type IconName } from './ui/icons.js';
import { useKeys } from './ui/keys.js';
import { PageTabs, pageTabClass } from './ui/page-tabs.js';
import { ErrorState, LoadingState } from './ui/state.js';
import { chooseTheme, ThemeSwitch } from './ui/theme-switch.js';

// What is not on the page at first is loaded when it is asked for.
const Palette = lazy(async () => ({ default: (await import('./pages/palette/palette.js')).Palette }));
const KeysSheet = lazy(async () => ({ default: (await import('./ui/keys-sheet.js')).KeysSheet }));
const ComparePage = lazy(async () => ({ default: (await import('./pages/compare/compare-page.js')).ComparePage }));
const SearchPage = lazy(async () => ({ default: (await import('./pages/search/search-page.js')).SearchPage }));
const ThreadsPage = lazy(async () => ({ default: (await import('./pages/threads/threads-page.js')).ThreadsPage }));
const ThreadPage = lazy(async () => ({ default: (await import('./pages/thread/thread-page.js')).ThreadPage }));
const ConversationPage = lazy(async () => ({
  default: (await import('./pages/trace/conversation-page.js')).ConversationPage,
}));
const OutlinePage = lazy(async () => ({ default: (await import('./pages/trace/outline-page.js')).OutlinePage }));
const PreferencesPage = lazy(async () => ({
  default: (await import('./pages/preferences/preferences-page.js')).PreferencesPage,
}));
// A build for users has no such page: its condition is false there and the import goes with it.
const DesignPage =
  import.meta.env.MODE === 'development'
    ? lazy(async () => ({ default: (await import('./pages/design/design-page.js')).DesignPage }))
    : null;

export function Routes(): ReactNode {
  const page = pageOf(usePathname());
  const search = useSearch();
  const [, navigate] = useLocation();
  const [zone, setZone] = useZone();
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const otherZone = (): void => setZone(zone === 'utc' ? 'local' : 'utc');
  const toSearch = { key: '/', does: 'Search runs', run: () => navigate(searchPath) };
  useKeys('Everywhere', [
    { key: 'Mod+k', does: 'Go to a project, trace, run or page', run: () => setOpen('palette') },
    ...(page.kind === 'search' ? [] : [toSearch]),
    { key: 'z', does: 'Times in your zone or in UTC', run: otherZone },
    { key: '?', does: 'These keys', run: () => setOpen('keys') },
  ]);
  const change = (setting: Setting): void => {
    if (setting === 'keys') setOpen('keys');
    else if (setting === 'zone') otherZone();
    else chooseTheme(setting);
  };
  return (
    <>
      <Frame rail={<Rail kind={page.kind} onOpen={setOpen} />} tools={<Tools onZone={otherZone} />}>
        <Boundary key={page.kind}>
          <Suspense fallback={<LoadingState />}>
            <CurrentPage page={page} />
          </Suspense>
        </Boundary>
      </Frame>
      <Boundary key={open}>
        <Suspense>
          {open === 'palette' && (
            <Palette project={projectOf(page, search)} onSetting={change} onClose={() => setOpen(null)} />
          )}
          {open === 'keys' && <KeysSheet onClose={() => setOpen(null)} />}
        </Suspense>
      </Boundary>
    </>
  );
}

function projectOf(page: PageAddress, search: string): string | null {
  if (page.kind === 'search') return readSearchView(search).project;
  return 'project' in page ? page.project : null;
}

function CurrentPage({ page }: { page: PageAddress }): ReactNode {
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
    case 'threads':
      return (
        <ThreadsPage
          key={page.project}
          project={page.project}
          tabs={<ProjectTabs project={page.project} is="threads" />}
        />
      );
    case 'thread':
      return <ThreadPage key={page.threadId} project={page.project} threadId={page.threadId} />;
    case 'preferences':
      return <PreferencesPage />;
    case 'trace':
      return <TracePage key={page.traceId} traceId={page.traceId} />;
    case 'conversation':
      return <ConversationPage key={page.traceId} traceId={page.traceId} />;
    case 'outline':
      return <OutlinePage key={page.traceId} traceId={page.traceId} />;
    case 'compare':
      return <ComparePage key={`${page.traceA} ${page.traceB}`} traceA={page.traceA} traceB={page.traceB} />;
    case 'run':
      return <RunPage runId={page.runId} />;
    case 'finding':
      return <FindingPage code={page.code} />;
    case 'search':
      return <SearchPage />;
    case 'design':
      return DesignPage === null ? <NotFoundPage path="/design" /> : <DesignPage />;
    case 'not-found':
      return <NotFoundPage path={page.path} />;
  }
}

/** The pages of a project. */
function ProjectTabs({ project, is }: { project: string; is: 'traces' | 'threads' | 'findings' }): ReactNode {
  const link = (id: typeof is, href: string, label: string): ReactNode => (
    <Link href={href} className={pageTabClass} aria-current={id === is ? 'page' : undefined}>
      {label}
    </Link>
  );
  return (
    <PageTabs label="Pages of the project">
      {link('traces', tracesUrl(project), 'Traces')}
      {link('threads', threadsUrl(project), 'Threads')}
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

interface RailProps {
  kind: PageAddress['kind'];
  onOpen: (what: 'palette' | 'keys') => void;
}

function Rail({ kind, onOpen }: RailProps): ReactNode {
  return (
    <>
      <Link href={projectsUrl} className={styles.mark} aria-label="Tracenest: start page">
        <Mark />
      </Link>
      <RailLink href={projectsUrl} name="Projects" icon="folder" isHere={kind === 'projects'} />
      <RailLink href={searchPath} name="Search" icon="search" isHere={kind === 'search'} />
      <RailLink href={preferencesUrl} name="Preferences" icon="settings" isHere={kind === 'preferences'} />
      <span className={styles.end} />
      <RailButton name="Go to (Ctrl or ⌘ K)" icon="arrow" keys="Control+K Meta+K" onClick={() => onOpen('palette')} />
      <RailButton name="Keys (?)" icon="keyboard" keys="?" onClick={() => onOpen('keys')} />
    </>
  );
}

interface RailButtonProps {
  name: string;
  icon: IconName;
  keys: string;
  onClick: () => void;
}

function RailButton({ name, icon, keys, onClick }: RailButtonProps): ReactNode {
  return (
    <button
      type="button"
      className={styles.item}
      aria-label={name}
      aria-keyshortcuts={keys}
      aria-haspopup="dialog"
      title={name}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
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

function Tools({ onZone }: { onZone: () => void }): ReactNode {
  const [zone] = useZone();
  const isLive = useIsLive();
  const nowMs = useNow(ZONE_RENEWED_EVERY_MS);
  const shown = zoneWords(new Date(nowMs), zone);
  return (
    <>
      {!isLive && (
        <span role="status" className={styles.offline}>
          <Icon name="unplugged" size={14} /> Connection lost, trying again
        </span>
      )}
      <Button
        kind="quiet"
        aria-keyshortcuts="Z"
        aria-label={`Times: ${shown}. ${zone === 'utc' ? 'Show them in your zone' : 'Show them in UTC'}`}
        title={zone === 'utc' ? 'Show times in your zone (Z)' : 'Show times in UTC (Z)'}
        onClick={onZone}
      >
        {shown}
      </Button>
      <ThemeSwitch />
    </>
  );
}
