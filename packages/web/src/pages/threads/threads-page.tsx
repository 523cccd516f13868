/** The conversations of a project: how long they are, what they cost, what failed; the latest first unless asked otherwise. */
import type { ReactNode } from 'react';
import { Link, useSearch } from 'wouter';
import { useNow } from '../../data/use-now.js';
import { useThreads } from '../../data/use-threads.js';
import { useZone } from '../../data/use-zone.js';
import type { ThreadSort, ThreadSummary } from '../../model/answers.js';
import { pathTo, threadUrl } from '../../model/page-url.js';
import { readThreadSort, sortedThreadsUrl, threadColumns, turnsWords } from '../../model/thread-list.js';
import { costText, costWords, tokensWords } from '../../model/totals.js';
import { formatAge, formatCount, formatDuration, formatExactly, formatMoment, type Zone } from '../../model/words.js';
import { Crumbs } from '../../ui/crumbs.js';
import { Page } from '../../ui/frame.js';
import { Icon } from '../../ui/icons.js';
import { EmptyState, UnansweredState } from '../../ui/state.js';
import {
  NameCell,
  NumberCell,
  rowNameClass,
  TABLE_ROW_HEIGHT,
  TableHeader,
  TableRow,
  type Column,
} from '../../ui/table.js';
import { VirtualList } from '../../ui/virtual-list.js';
import styles from './threads-page.module.css';

const AGES_RENEWED_EVERY_MS = 10_000;

interface ThreadsPageProps {
  project: string;
  tabs: ReactNode;
}

export function ThreadsPage({ project, tabs }: ThreadsPageProps): ReactNode {
  const sort = readThreadSort(useSearch());
  const answer = useThreads(project, sort);
  const { data, loadMore } = answer;
  return (
    <Page title={`Threads of ${project}`} crumbs={<Crumbs path={pathTo(project)} here="Threads" />} tabs={tabs}>
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
      <UnansweredState answer={answer} />
    </Page>
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
      rowHeight={TABLE_ROW_HEIGHT}
      onEndNear={() => loadMore?.()}
      header={<TableHeader columns={columnsOf(project, sort)} className={styles.columns} />}
      renderRow={(index, top) => {
        const thread = threads[index];
        return thread && <ThreadRow key={thread.thread_id} {...{ project, thread, index, top, nowMs, zone }} />;
      }}
    />
  );
}

function columnsOf(project: string, current: ThreadSort): Column[] {
  return threadColumns.map(({ label, sort }, index) => ({
    key: label,
    kind: index === 0 ? undefined : 'number',
    sorted: sort === null ? undefined : sort === current ? 'descending' : 'none',
    head:
      sort === null ? (
        label
      ) : (
        <Link href={sortedThreadsUrl(project, sort)} replace className={styles.sort}>
          {label}
          {sort === current && <Icon name="down" size={12} />}
        </Link>
      ),
  }));
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
  const url = threadUrl(project, thread.thread_id);
  const cost = costText(thread.cost);
  return (
    <TableRow href={url} index={index} top={top} className={styles.columns}>
      <NameCell>
        <Link
          href={url}
          dir="auto"
          title={(thread.first_input ?? thread.thread_id).slice(0, 500)}
          className={rowNameClass}
        >
          {(thread.first_input ?? 'No input').slice(0, 300)}
        </Link>
        <bdi className={styles.id} title={thread.thread_id.slice(0, 500)}>
          {thread.thread_id.slice(0, 100)}
        </bdi>
      </NameCell>
      <NumberCell>
        <time dateTime={thread.last_active_time} title={formatMoment(thread.last_active_time, zone)}>
          {formatAge(thread.last_active_time, nowMs, zone)}
        </time>
      </NumberCell>
      <NumberCell title={turnsWords(thread)}>{formatCount(thread.turn_count)}</NumberCell>
      <NumberCell tone={thread.error_count > 0 ? 'failed' : null}>
        {thread.error_count > 0 && formatExactly(thread.error_count)}
      </NumberCell>
      <NumberCell>{thread.latency_p50_ms !== null && formatDuration(thread.latency_p50_ms)}</NumberCell>
      <NumberCell>
        {thread.tokens.total > 0 && <span title={tokensWords(thread.tokens)}>{formatCount(thread.tokens.total)}</span>}
      </NumberCell>
      <NumberCell>{cost !== '' && <span title={costWords(thread.cost)}>{cost}</span>}</NumberCell>
    </TableRow>
  );
}
