/** Everything about the selected run. The frame follows the selection at once; payloads may come after. */
import { useMemo, type ReactNode, type Ref } from 'react';
import { useRun } from '../../data/use-run.js';
import type { LoadedTrace } from '../../data/use-trace.js';
import type { ExplainedFinding, TraceRowAnswer } from '../../model/answers.js';
import { byGravity, isGrave } from '../../model/findings.js';
import { stateOf, stateToneOf, toneIcons, toneOf } from '../../model/run-look.js';
import { rowShift, shiftedClocks } from '../../model/shifted-clocks.js';
import type { Tab } from '../../model/view.js';
import { costText, costWords, rowTokens } from '../../model/totals.js';
import { at } from '../../model/trace-shape.js';
import { rowDurationMs } from '../../model/trace-summary.js';
import { formatCount, formatDuration, timeSpanMs } from '../../model/words.js';
import { Icon } from '../../ui/icons.js';
import { StatusDot } from '../../ui/status-dot.js';
import { ErrorState, LoadingState } from '../../ui/state.js';
import { Tabs, type TabItem } from '../../ui/tabs.js';
import { AbsentRun } from './absent-run.js';
import { DetailsTab } from './details-tab.js';
import { EventsTab } from './events-tab.js';
import { PayloadTab } from './payload-tab.js';
import { PlacementTab } from './placement-tab.js';
import styles from './run-details.module.css';

interface RunDetailsProps {
  trace: LoadedTrace;
  changeCount: number;
  /** The server's clock while the trace may change; null: it stands still. */
  nowMs: number | null;
  row: TraceRowAnswer;
  /** Of the runs of the trace, by id. */
  names: ReadonlyMap<string, string>;
  tab: Tab;
  onTab: (tab: Tab) => void;
  onShow: (runId: string) => void;
  ref: Ref<HTMLElement>;
}

export function RunDetails({
  ref,
  trace,
  changeCount,
  nowMs,
  row,
  names,
  tab,
  onTab,
  onShow,
}: RunDetailsProps): ReactNode {
  const findings = useMemo(
    () => byGravity(trace.answer.findings.filter((finding) => finding.run_id === row.id)),
    [trace, row.id],
  );
  return (
    <section ref={ref} tabIndex={-1} className={styles.details} aria-label={`Details of ${row.name.slice(0, 120)}`}>
      <Head trace={trace} row={row} nowMs={nowMs} />
      {row.placeholder === null ? (
        <ReceivedRun key={row.id} {...{ trace, changeCount, row, tab, onTab, onShow, names, findings }} />
      ) : (
        <AbsentRun trace={trace} row={row} names={names} onShow={onShow} />
      )}
    </section>
  );
}

function Head({ trace, row, nowMs }: { trace: LoadedTrace; row: TraceRowAnswer; nowMs: number | null }): ReactNode {
  const { shape } = trace;
  const durationMs = rowDurationMs(shape, shape.indexById.get(row.id) ?? 0, nowMs ?? Number.NaN);
  const firstTokenMs = timeSpanMs(row.start_time, row.first_token_time);
  const tokens = rowTokens(row.totals, at(shape.childCount, shape.indexById.get(row.id) ?? 0) > 0);
  const cost = row.totals === undefined ? '' : costText(row.totals.cost);
  const tone = stateToneOf(row);
  return (
    <header className={styles.head}>
      <div className={styles.title} data-tone={toneOf(row.run_type)}>
        <span className={styles.icon}>
          <Icon name={row.placeholder === null ? toneIcons[toneOf(row.run_type)] : 'dashed'} />
        </span>
        <h2 dir="auto" className={styles.name} title={row.name.slice(0, 500)}>
          {row.name.slice(0, 500)}
        </h2>
        {row.run_type !== null && <span className={styles.type}>{row.run_type.slice(0, 40)}</span>}
      </div>
      <ul className={styles.figures} aria-label="Figures of the run">
        <li className={styles.status} data-tone={tone === 'none' && row.status === 'success' ? 'success' : tone}>
          {tone !== 'none' && <StatusDot tone={tone} label="" />}
          {stateOf(row)}
        </li>
        {row.placeholder === null && !Number.isNaN(durationMs) && <li>{formatDuration(durationMs)}</li>}
        {firstTokenMs !== null && <li>first token {formatDuration(firstTokenMs)}</li>}
        {tokens !== null && (
          <li title={tokens.title}>
            {tokens.text} {tokens.kind !== 'not-counted' && 'tokens'}
          </li>
        )}
        {cost !== '' && <li title={row.totals && costWords(row.totals.cost)}>{cost}</li>}
        {row.service !== null && <li dir="auto">{row.service.slice(0, 80)}</li>}
      </ul>
    </header>
  );
}

interface ReceivedRunProps extends Omit<RunDetailsProps, 'ref' | 'nowMs'> {
  names: ReadonlyMap<string, string>;
  findings: readonly ExplainedFinding[];
}

function ReceivedRun({ trace, changeCount, row, tab, onTab, onShow, names, findings }: ReceivedRunProps): ReactNode {
  const { data: run, problem, retry } = useRun(trace.answer.trace_id, row, changeCount);
  const [gravest] = findings.filter(isGrave);
  const items: TabItem<Tab>[] = [
    { id: 'io', label: 'Input and output' },
    { id: 'details', label: 'Metadata' },
    { id: 'events', label: 'Events', badge: countBadge(run?.events.length ?? 0) },
    { id: 'placement', label: 'Placement', badge: gravest && <Flag /> },
  ];
  return (
    <>
      {gravest !== undefined && tab !== 'placement' && (
        <button type="button" className={styles.banner} onClick={() => onTab('placement')}>
          <Icon name="flag" size={14} />
          <span dir="auto" className={styles.sentence}>
            {gravest.sentence}
          </span>
          <span className={styles.why}>How to mend it</span>
        </button>
      )}
      <Tabs label="Parts of the run" items={items} selected={tab} onSelect={onTab}>
        {run === undefined && problem === null && <LoadingState rows={5} />}
        {run === undefined && problem !== null && (
          <ErrorState title={problem.message} remedy={problem.remedy} isRetried={problem.isRetried} onRetry={retry} />
        )}
        {run !== undefined && tab === 'io' && <PayloadTab run={run} />}
        {run !== undefined && tab === 'details' && (
          <DetailsTab
            run={run}
            row={row}
            hasChildren={at(trace.shape.childCount, trace.shape.indexById.get(row.id) ?? 0) > 0}
            shift={rowShift(row, shiftedClocks(trace.answer.findings))}
          />
        )}
        {run !== undefined && tab === 'events' && <EventsTab run={run} />}
        {run !== undefined && tab === 'placement' && (
          <PlacementTab
            run={run}
            row={row}
            processes={trace.answer.processes}
            findings={findings}
            names={names}
            onShow={onShow}
          />
        )}
      </Tabs>
    </>
  );
}

function countBadge(count: number): ReactNode {
  return count === 0 ? null : <span className={styles.count}>{formatCount(count)}</span>;
}

function Flag(): ReactNode {
  return (
    <span data-tone="finding" className={styles.flag} title="Has findings">
      <Icon name="flag" size={14} />
    </span>
  );
}
