/** The conversations of a project: how long they are, what they cost, what failed; the latest first unless asked otherwise. */
import type { MouseEvent, ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { useNow } from '../../data/use-now.js';
import { useThreads } from '../../data/use-threads.js';
import { useZone } from '../../data/use-zone.js';
import type { ThreadSort, ThreadSummary } from '../../model/answers.js';
import { projectsUrl, threadUrl, tracesUrl } from '../../model/page-url.js';
import { readThreadSort, sortedThreadsUrl, threadColumns, turnsWords } from '../../model/thread-list.js';
import { costText, costWords, tokensWords } from '../../model/totals.js';
import { formatAge, formatCount, formatDuration, formatExactly, formatMoment, type Zone } from '../../model/words.js';
import { classNames } from '../../ui/class-names.js';
import { Crumb, Page } from '../../ui/frame.js';
import { Icon } from '../../ui/icons.js';
import { EmptyState, ErrorState, LoadingState } from '../../ui/state.js';
import { VirtualList } from '../../ui/virtual-list.js';
import styles from './threads-page.module.css';

const ROW_HEIGHT = 36;
const AGES_RENEWED_EVERY_MS = 10_000;

interface ThreadsPageProps {
  project: string;
  tabs: ReactNode;
}

export function ThreadsPage({ project, tabs }: ThreadsPageProps): ReactNode {
  const sort = readThreadSort(useSearch());
  const { data, problem, retry, loadMore } = useThreads(project, sort);
  return (
    <Page title={`Threads of ${project}`} crumbs={<Crumbs project={project} />} tabs={tabs}>
      {data !== undefined && data.length > 0 && (
        <ThreadTable project={project} threads={data} sort={sort} loadMore={loadMore} />
      )}
      {data?.length === 0 && (
        <EmptyState icon="messages" title="No trace of this project is part of a conversation">
          <p>
            Traces whose root runs have the same <code>thread_id</code> (or <code>session_id</code>,{' '}
            <code>conversation_id</code>) in their metadata are one conversation, and each is a turn of it.
          </p>
        </EmptyState>
      )}
      {data === undefined && problem === null && <LoadingState />}
      {data === undefined && problem !== null && (
        <ErrorState title={problem.message} remedy={problem.remedy} isRetried={problem.isRetried} onRetry={retry} />
      )}
    </Page>
  );
}

function Crumbs({ project }: { project: string }): ReactNode {
  return (
    <>
      <Crumb>
        <Link href={projectsUrl}>Projects</Link>
      </Crumb>
      <Crumb>
        <Link href={tracesUrl(project)}>
          <bdi title={project}>{project}</bdi>
        </Link>
      </Crumb>
      <Crumb is="heading">Threads</Crumb>
    </>
  );
}

interface ThreadTableProps {
  project: string;
  threads: readonly ThreadSummary[];
  sort: ThreadSort;
  loadMore: (() => void) | null;
}

function ThreadTable({ project, threads, sort, loadMore }: ThreadTableProps): ReactNode {
  const [zone] = useZone();
  const nowMs = useNow(AGES_RENEWED_EVERY_MS);
  return (
    <VirtualList
      role="table"
      aria-label={`Threads of ${project}`}
      aria-rowcount={loadMore === null ? threads.length + 1 : -1}
      count={threads.length}
      rowHeight={ROW_HEIGHT}
      onEndNear={() => loadMore?.()}
      header={<Header project={project} sort={sort} />}
      renderRow={(index, top) => {
        const thread = threads[index];
        return thread && <ThreadRow key={thread.thread_id} {...{ project, thread, index, top, nowMs, zone }} />;
      }}
    />
  );
}

function Header({ project, sort: current }: { project: string; sort: ThreadSort }): ReactNode {
  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.columns}>
        {threadColumns.map(({ label, sort }, index) => (
          <span
            key={label}
            role="columnheader"
            aria-sort={sort === null ? undefined : sort === current ? 'descending' : 'none'}
            className={index === 0 ? undefined : styles.number}
          >
            {sort === null ? (
              label
            ) : (
              <Link href={sortedThreadsUrl(project, sort)} replace className={styles.sort}>
                {label}
                {sort === current && <Icon name="down" size={12} />}
              </Link>
            )}
          </span>
        ))}
      </div>
    </div>
  );
}

interface ThreadRowProps {
  project: string;
  thread: ThreadSummary;
  index: number;
  top: number;
  nowMs: number;
  zone: Zone;
}

function ThreadRow({ project, thread, index, top, nowMs, zone }: ThreadRowProps): ReactNode {
  const [, navigate] = useLocation();
  const url = threadUrl(project, thread.thread_id);
  // The whole line leads to the thread; the link in it is for keyboards, new tabs and screen readers.
  const open = (event: MouseEvent): void => {
    if (!event.defaultPrevented && !event.metaKey && !event.ctrlKey && event.button === 0) navigate(url);
  };
  const cost = costText(thread.cost);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classNames(styles.columns, styles.row)}
      style={{ top }}
      onClick={open}
    >
      <div role="cell" className={styles.nameCell}>
        <Link
          href={url}
          dir="auto"
          title={(thread.first_input ?? thread.thread_id).slice(0, 500)}
          className={styles.name}
        >
          {(thread.first_input ?? 'No input').slice(0, 300)}
        </Link>
        <bdi className={styles.id} title={thread.thread_id.slice(0, 500)}>
          {thread.thread_id.slice(0, 100)}
        </bdi>
      </div>
      <div role="cell" className={styles.number}>
        <time dateTime={thread.last_active_time} title={formatMoment(thread.last_active_time, zone)}>
          {formatAge(thread.last_active_time, nowMs, zone)}
        </time>
      </div>
      <div role="cell" className={styles.number} title={turnsWords(thread)}>
        {formatCount(thread.turn_count)}
      </div>
      <div role="cell" className={classNames(styles.number, thread.error_count > 0 && styles.failed)}>
        {thread.error_count === 0 ? <None /> : formatExactly(thread.error_count)}
      </div>
      <div role="cell" className={styles.number}>
        {thread.latency_p50_ms === null ? <None /> : formatDuration(thread.latency_p50_ms)}
      </div>
      <div role="cell" className={styles.number}>
        {thread.tokens.total === 0 ? (
          <None />
        ) : (
          <span title={tokensWords(thread.tokens)}>{formatCount(thread.tokens.total)}</span>
        )}
      </div>
      <div role="cell" className={styles.number}>
        {cost === '' ? <None /> : <span title={costWords(thread.cost)}>{cost}</span>}
      </div>
    </div>
  );
}

function None(): ReactNode {
  return <span className={styles.none}>–</span>;
}
