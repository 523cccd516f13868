/** One conversation, turn after turn, for reading: what was asked, what was answered, what each turn took. */
import type { ReactNode } from 'react';
import { useThread, type LoadedThread } from '../../data/use-threads.js';
import { useZone } from '../../data/use-zone.js';
import { pathTo, threadsUrl } from '../../model/page-url.js';
import { turnsWords } from '../../model/thread-list.js';
import { costText, costWords, tokensWords } from '../../model/totals.js';
import { formatDuration, formatMoment, formatQuantity, formatTime } from '../../model/words.js';
import { CopyButton } from '../../ui/button.js';
import { Crumbs } from '../../ui/crumbs.js';
import { Page } from '../../ui/frame.js';
import { EmptyState, ErrorState, LoadingState } from '../../ui/state.js';
import { VirtualFlow } from '../../ui/virtual-flow.js';
import styles from './thread-page.module.css';
import { TurnCard } from './turn-card.js';

interface ThreadPageProps {
  project: string;
  threadId: string;
}

export function ThreadPage({ project, threadId }: ThreadPageProps): ReactNode {
  const { data, problem, retry, loadMore } = useThread(project, threadId);
  const path = [...pathTo(project), { href: threadsUrl(project), label: 'Threads' }];
  return (
    <Page title={`Thread ${threadId.slice(0, 80)}`} crumbs={<Crumbs path={path} here={threadId.slice(0, 200)} />}>
      {data !== undefined && <OpenThread project={project} loaded={data} loadMore={loadMore} />}
      {data === undefined && problem === null && <LoadingState />}
      {data === undefined && problem?.isNotFound === true && (
        <EmptyState icon="messages" title="No trace of this thread has been received">
          <p>{problem.remedy}</p>
          <p>
            <code>{threadId.slice(0, 500)}</code>
          </p>
        </EmptyState>
      )}
      {data === undefined && problem?.isNotFound === false && (
        <ErrorState title={problem.message} remedy={problem.remedy} isRetried={problem.isRetried} onRetry={retry} />
      )}
    </Page>
  );
}

/** Pixels of a short question with a short answer. */
const TURN_HEIGHT = 180;

interface OpenThreadProps {
  project: string;
  loaded: LoadedThread;
  loadMore: (() => void) | null;
}

function OpenThread({ project, loaded, loadMore }: OpenThreadProps): ReactNode {
  const { thread, turns } = loaded;
  const [zone] = useZone();
  const cost = costText(thread.cost);
  return (
    <div className={styles.page}>
      <ul className={styles.figures} aria-label="Figures of the thread">
        <li>{turnsWords(thread)}</li>
        {thread.latency_p50_ms !== null && <li>median turn {formatDuration(thread.latency_p50_ms)}</li>}
        {thread.tokens.total > 0 && (
          <li title={tokensWords(thread.tokens)}>{formatQuantity(thread.tokens.total, 'token')}</li>
        )}
        {cost !== '' && <li title={costWords(thread.cost)}>{cost}</li>}
        <li title={formatMoment(thread.first_start_time, zone)}>
          began <time dateTime={thread.first_start_time}>{formatTime(thread.first_start_time, zone)}</time>
        </li>
        <li className={styles.copy}>
          <CopyButton text={() => thread.thread_id} what="the id of the thread" />
        </li>
      </ul>
      <div className={styles.turns}>
        <VirtualFlow
          label={`Turns of the thread in ${project.slice(0, 100)}`}
          count={turns.length}
          itemKey={(index) => turns[index]?.trace_id ?? ''}
          estimate={TURN_HEIGHT}
          isGrowing={turns.length < thread.turn_count}
          onEndNear={loadMore ?? undefined}
          renderItem={(index) => {
            const trace = turns[index];
            return trace && <TurnCard trace={trace} number={index + 1} count={thread.turn_count} />;
          }}
        />
      </div>
    </div>
  );
}
