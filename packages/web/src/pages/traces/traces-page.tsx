/** The traces of a project, newest first; new ones come in while the reader looks. */
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useVisit } from '../../data/use-recent.js';
import { useNow } from '../../data/use-now.js';
import { useTraces } from '../../data/use-traces.js';
import { useZone } from '../../data/use-zone.js';
import { picksIn, withPick } from '../../model/compare/picks.js';
import { pathTo, tracesUrl } from '../../model/page-url.js';
import { rowsAddedAbove, type TraceList } from '../../model/trace-list.js';
import { Crumbs } from '../../ui/crumbs.js';
import { Page } from '../../ui/frame.js';
import { EmptyState, UnansweredState } from '../../ui/state.js';
import { TABLE_ROW_HEIGHT, TableHeader, type Column } from '../../ui/table.js';
import { VirtualList, type VirtualListHandle } from '../../ui/virtual-list.js';
import { PickBar } from './pick-bar.js';
import { RefusedNotice } from './refused-notice.js';
import { TraceRow } from './trace-row.js';
import styles from './traces-page.module.css';

export function TracesPage({ project, tabs }: { project: string; tabs: ReactNode }): ReactNode {
  const answer = useTraces(project);
  const { data, loadMore } = answer;
  useVisit(data === undefined ? null : { kind: 'project', href: tracesUrl(project), label: project, project: null });
  return (
    <Page
      title={project}
      crumbs={<Crumbs path={pathTo()} here={project} />}
      tabs={tabs}
      notice={<RefusedNotice project={project} />}
    >
      {data !== undefined && data.traces.length > 0 && <TraceTable list={data} loadMore={loadMore} project={project} />}
      {data?.traces.length === 0 && (
        <EmptyState icon="branch" title="This project has no traces yet">
          <p>
            Run a program with <code>LANGSMITH_PROJECT={project}</code>: its traces appear here as they begin.
          </p>
        </EmptyState>
      )}
      <UnansweredState answer={answer} />
    </Page>
  );
}

/** Often enough for the latency of a running trace, seldom enough to go unnoticed otherwise. */
const TICK_RUNNING_MS = 250;
const TICK_MS = 5000;

const columns: readonly Column[] = [
  { key: 'name', head: 'Name' },
  { key: 'input', head: 'Input' },
  { key: 'output', head: 'Output', isWide: true },
  { key: 'started', head: 'Started', kind: 'number' },
  { key: 'latency', head: 'Latency', kind: 'number' },
  { key: 'tokens', head: 'Tokens', kind: 'number' },
  { key: 'cost', head: 'Cost', kind: 'number' },
  { key: 'runs', head: 'Runs', kind: 'number' },
];

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
        rowHeight={TABLE_ROW_HEIGHT}
        onEndNear={loadMore}
        header={<TableHeader columns={columns} className={styles.columns} />}
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
