/** Runs that were found, one in a line; further ones are read as the reader scrolls. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useNow } from '../../data/use-now.js';
import { useZone } from '../../data/use-zone.js';
import type { RunHit } from '../../model/answers.js';
import { traceUrl } from '../../model/page-url.js';
import { stateOf, stateToneOf, toneIcons, toneOf } from '../../model/run-look.js';
import { formatAge, formatLatency, formatMoment, type Zone } from '../../model/words.js';
import { classNames } from '../../ui/class-names.js';
import { Icon } from '../../ui/icons.js';
import { StatusDot } from '../../ui/status-dot.js';
import {
  NameCell,
  NumberCell,
  rowIconClass,
  rowNameClass,
  TABLE_ROW_HEIGHT,
  TableHeader,
  TableRow,
  TextCell,
  type Column,
} from '../../ui/table.js';
import { VirtualList } from '../../ui/virtual-list.js';
import styles from './search-page.module.css';

interface RunListProps {
  runs: readonly RunHit[];
  showsProject: boolean;
  onMore: (() => void) | null;
}

const AGES_RENEWED_EVERY_MS = 10_000;

export function RunList({ runs, showsProject, onMore }: RunListProps): ReactNode {
  const [zone] = useZone();
  const nowMs = useNow(AGES_RENEWED_EVERY_MS);
  return (
    <VirtualList
      role="table"
      aria-label="Runs that were found"
      aria-rowcount={onMore === null ? runs.length + 1 : -1}
      count={runs.length}
      rowHeight={TABLE_ROW_HEIGHT}
      onEndNear={() => onMore?.()}
      header={<TableHeader columns={showsProject ? withProject : columns} className={columnsClass(showsProject)} />}
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

const columns: readonly Column[] = [
  { key: 'name', head: 'Name' },
  { key: 'input', head: 'Input' },
  { key: 'output', head: 'Output', isWide: true },
  { key: 'started', head: 'Started', kind: 'number' },
  { key: 'latency', head: 'Latency', kind: 'number' },
];
const withProject = columns.toSpliced(1, 0, { key: 'project', head: 'Project' });

function columnsClass(showsProject: boolean): string {
  return classNames(styles.columns, showsProject && styles.withProject);
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
  const url = traceUrl(run.trace_id, run.id === run.trace_id ? undefined : run.id);
  const isFailed = run.status === 'error';
  const tone = stateToneOf({ ...run, placeholder: null });
  return (
    <TableRow href={url} index={index} top={top} className={columnsClass(showsProject)}>
      <NameCell>
        <StatusDot tone={tone} label={tone === 'none' ? '' : stateOf({ ...run, placeholder: null })} />
        <span data-tone={toneOf(run.run_type)} className={rowIconClass}>
          <Icon name={toneIcons[toneOf(run.run_type)]} />
        </span>
        <Link href={url} dir="auto" title={run.name.slice(0, 500)} className={rowNameClass}>
          {run.name.slice(0, 200)}
        </Link>
      </NameCell>
      {showsProject && <TextCell text={run.project} />}
      <TextCell text={run.inputs_preview} />
      <TextCell text={isFailed ? run.error_preview : run.outputs_preview} tone={isFailed ? 'failed' : null} isWide />
      <NumberCell>
        <time dateTime={run.start_time} title={formatMoment(run.start_time, zone)}>
          {formatAge(run.start_time, nowMs, zone)}
        </time>
      </NumberCell>
      <NumberCell>{formatLatency(run, nowMs)}</NumberCell>
    </TableRow>
  );
}
