/** The traces of a project, newest first; new ones come in while the reader looks. */
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { useVisit } from '../../data/use-recent.js';
import { useNow } from '../../data/use-now.js';
import { useTraces } from '../../data/use-traces.js';
import { useZone } from '../../data/use-zone.js';
import { picksIn, withPick } from '../../model/compare/picks.js';
import { projectsUrl, tracesUrl } from '../../model/page-url.js';
import { rowsAddedAbove, type TraceList } from '../../model/trace-list.js';
import { Crumb, Page } from '../../ui/frame.js';
import { EmptyState, ErrorState, LoadingState } from '../../ui/state.js';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.js';
import { PickBar } from './pick-bar.js';
import { RefusedNotice } from './refused-notice.js';
import { TraceRow } from './trace-row.js';
import styles from './traces-page.module.css';

export function TracesPage({ project, tabs }: { project: string; tabs: ReactNode }): ReactNode {
  const { data, problem, retry, loadMore } = useTraces(project);
  useVisit(data === undefined ? null : { kind: 'project', href: tracesUrl(project), label: project, project: null });
  const crumbs = (
    <>
      <Crumb>
        <Link href={projectsUrl}>Projects</Link>
      </Crumb>
      <Crumb is="heading">
        <bdi title={project}>{project}</bdi>
      </Crumb>
    </>
  );
  return (
    <Page title={project} crumbs={crumbs} tabs={tabs} notice={<RefusedNotice project={project} />}>
      {data !== undefined && data.traces.length > 0 && <TraceTable list={data} loadMore={loadMore} project={project} />}
      {data?.traces.length === 0 && (
        <EmptyState icon="branch" title="This project has no traces yet">
          <p>
            Run a program with <code>LANGSMITH_PROJECT={project}</code>: its traces appear here as they begin.
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

const ROW_HEIGHT = 36;

/** Often enough for the latency of a running trace, seldom enough to go unnoticed otherwise. */
const TICK_RUNNING_MS = 250;
const TICK_MS = 5000;

interface TraceTableProps {
  list: TraceList;
  loadMore: () => void;
  project: string;
}

function TraceTable({ list, loadMore, project }: TraceTableProps): ReactNode {
  const [zone] = useZone();
  const [, navigate] = useLocation();
  const picks = picksIn(useSearch());
  const pick = (traceId: string): void => navigate(withPick(tracesUrl(project), picks, traceId), { replace: true });
  const isRunning = list.traces.some((trace) => trace.status === 'pending');
  const nowMs = useNow(isRunning ? TICK_RUNNING_MS : TICK_MS);
  const rows = useRef<VirtualListHandle>(null);
  const before = useRef(list);
  useLayoutEffect(() => {
    // At the very top new traces may push the others down: that is what the reader waits for.
    const first = rows.current?.firstIndex() ?? 0;
    if (first > 0) rows.current?.pushedDown(rowsAddedAbove(before.current, list, first));
    before.current = list;
  }, [list]);
  return (
    <div className={styles.box}>
      <VirtualList
        ref={rows}
        role="table"
        aria-label={`Traces of ${project}`}
        aria-rowcount={list.nextCursor === null ? list.traces.length + 1 : -1}
        count={list.traces.length}
        rowHeight={ROW_HEIGHT}
        onEndNear={loadMore}
        header={<Header />}
        renderRow={(index, top) => {
          const trace = list.traces[index];
          return (
            trace && (
              <TraceRow
                key={trace.trace_id}
                trace={trace}
                index={index}
                top={top}
                nowMs={nowMs}
                zone={zone}
                isPicked={picks.includes(trace.trace_id)}
                onPick={pick}
              />
            )
          );
        }}
      />
      <PickBar list={list} picks={picks} onClear={() => navigate(tracesUrl(project), { replace: true })} />
    </div>
  );
}

function Header(): ReactNode {
  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.columns}>
        <span role="columnheader">Name</span>
        <span role="columnheader">Input</span>
        <span role="columnheader" className={styles.output}>
          Output
        </span>
        <span role="columnheader" className={styles.number}>
          Started
        </span>
        <span role="columnheader" className={styles.number}>
          Latency
        </span>
        <span role="columnheader" className={styles.number}>
          Tokens
        </span>
        <span role="columnheader" className={styles.number}>
          Cost
        </span>
        <span role="columnheader" className={styles.number}>
          Runs
        </span>
      </div>
    </div>
  );
}
