/** Runs that were found, one in a line; further ones are read as the reader scrolls. */
import type { MouseEvent, ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useNow } from '../../data/use-now.js';
import { useZone } from '../../data/use-zone.js';
import type { RunHit } from '../../model/answers.js';
import { traceUrl } from '../../model/page-url.js';
import { stateOf, stateToneOf, toneIcons, toneOf } from '../../model/run-look.js';
import { formatAge, formatLatency, formatMoment, type Zone } from '../../model/words.js';
import { classNames } from '../../ui/class-names.js';
import { Icon } from '../../ui/icons.js';
import { StatusDot } from '../../ui/status-dot.js';
import { VirtualList } from '../../ui/virtual-list.js';
import styles from './search-page.module.css';

interface RunListProps {
  runs: readonly RunHit[];
  showsProject: boolean;
  onMore: (() => void) | null;
}

const ROW_HEIGHT = 36;
const AGES_RENEWED_EVERY_MS = 10_000;

export function RunList({ runs, showsProject, onMore }: RunListProps): ReactNode {
  const [zone] = useZone();
  const nowMs = useNow(AGES_RENEWED_EVERY_MS);
  return (
    <VirtualList
      role="table"
      aria-label="Runs that were found"
      aria-rowcount={onMore === null ? runs.length + 1 : -1}
      className={showsProject ? styles.withProject : undefined}
      count={runs.length}
      rowHeight={ROW_HEIGHT}
      onEndNear={() => onMore?.()}
      header={<Header showsProject={showsProject} />}
      renderRow={(index, top) => {
        const run = runs[index];
        return (
          run && (
            <RunLine
              key={run.id}
              run={run}
              index={index}
              top={top}
              showsProject={showsProject}
              nowMs={nowMs}
              zone={zone}
            />
          )
        );
      }}
    />
  );
}

function Header({ showsProject }: { showsProject: boolean }): ReactNode {
  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.columns}>
        <span role="columnheader">Name</span>
        {showsProject && <span role="columnheader">Project</span>}
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
      </div>
    </div>
  );
}

interface RunLineProps {
  run: RunHit;
  index: number;
  top: number;
  showsProject: boolean;
  nowMs: number;
  zone: Zone;
}

function RunLine({ run, index, top, showsProject, nowMs, zone }: RunLineProps): ReactNode {
  const [, navigate] = useLocation();
  const url = traceUrl(run.trace_id, run.id === run.trace_id ? undefined : run.id);
  // The whole line leads to the run; the link in it is for keyboards, new tabs and screen readers.
  const open = (event: MouseEvent): void => {
    if (!event.defaultPrevented && !event.metaKey && !event.ctrlKey && event.button === 0) navigate(url);
  };
  const isFailed = run.status === 'error';
  const tone = stateToneOf({ ...run, placeholder: null });
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classNames(styles.columns, styles.row)}
      style={{ top }}
      onClick={open}
    >
      <div role="cell" className={styles.nameCell}>
        <StatusDot tone={tone} label={tone === 'none' ? '' : stateOf({ ...run, placeholder: null })} />
        <span data-tone={toneOf(run.run_type)} className={styles.icon}>
          <Icon name={toneIcons[toneOf(run.run_type)]} />
        </span>
        <Link href={url} dir="auto" title={run.name.slice(0, 500)} className={styles.name}>
          {run.name.slice(0, 200)}
        </Link>
      </div>
      {showsProject && (
        <div role="cell" dir="auto" className={styles.preview}>
          {run.project}
        </div>
      )}
      <div role="cell" dir="auto" className={styles.preview}>
        {run.inputs_preview ?? ''}
      </div>
      <div role="cell" dir="auto" className={classNames(styles.preview, styles.output, isFailed && styles.failed)}>
        {(isFailed ? run.error_preview : run.outputs_preview) ?? ''}
      </div>
      <div role="cell" className={styles.number}>
        <time dateTime={run.start_time} title={formatMoment(run.start_time, zone)}>
          {formatAge(run.start_time, nowMs, zone)}
        </time>
      </div>
      <div role="cell" className={styles.number}>
        {formatLatency(run, nowMs)}
      </div>
    </div>
  );
}
