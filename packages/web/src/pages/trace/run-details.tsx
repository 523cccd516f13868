/** Everything about the selected run. The frame follows the selection at once; payloads may come after. */
import { lazy, Suspense, useMemo, useState, type ReactNode, type Ref } from 'react';
import { useBeside } from '../../data/use-beside.js';
import { useRun } from '../../data/use-run.js';
import type { LoadedTrace } from '../../data/use-trace.js';
import type { ChangeView } from '../../data/use-view.js';
import type { BesideAnswer, ExplainedFinding, RunDetail, TraceRowAnswer } from '../../model/answers.js';
import { byGravity, isGrave } from '../../model/findings.js';
import { conversationOf } from '../../model/messages/conversation.js';
import { stateOf, stateToneOf, toneIcons, toneOf } from '../../model/run-look.js';
import type { Tab, View } from '../../model/view.js';
import { costText, costWords, rowTokens } from '../../model/totals.js';
import { at } from '../../model/trace-shape.js';
import { rowDurationMs } from '../../model/trace-summary.js';
import { formatCount, formatDuration } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { Boundary } from '../../ui/boundary.js';
import { Icon } from '../../ui/icons.js';
import { StatusDot } from '../../ui/status-dot.js';
import { ErrorState, LoadingState } from '../../ui/state.js';
import { TonedTitle } from '../../ui/toned-title.js';
import { Tabs, type TabItem } from '../../ui/tabs.js';
import { AbsentRun } from './absent-run.js';
import styles from './run-details.module.css';

interface RunDetailsProps {
  trace: LoadedTrace;
  changeCount: number;
  /** The server's clock while the trace may change; null: it stands still. */
  nowMs: number | null;
  row: TraceRowAnswer;
  /** Of the runs of the trace, by id. */
  names: ReadonlyMap<string, string>;
  view: View;
  onView: ChangeView;
  onShow: (runId: string) => void;
  /** Back to the tree, which has given its room; null: it stands beside. */
  onLeave: (() => void) | null;
  ref: Ref<HTMLElement>;
}

export function RunDetails({
  ref,
  trace,
  changeCount,
  nowMs,
  row,
  names,
  view,
  onView,
  onShow,
  onLeave,
}: RunDetailsProps): ReactNode {
  const findings = useMemo(
    () => byGravity(trace.answer.findings.filter((finding) => finding.run_id === row.id)),
    [trace, row.id],
  );
  return (
    <section ref={ref} tabIndex={-1} className={styles.details} aria-label={`Details of ${row.name.slice(0, 120)}`}>
      {onLeave !== null && (
        <Button kind="quiet" icon="panelLeft" className={styles.back} onClick={onLeave}>
          Back to the tree
        </Button>
      )}
      <Head trace={trace} row={row} nowMs={nowMs} />
      {row.placeholder === null ? (
        <ReceivedRun {...{ trace, changeCount, row, view, onView, onShow, names, findings }} />
      ) : (
        <AbsentRun trace={trace} row={row} names={names} onShow={onShow} />
      )}
    </section>
  );
}

function Head({ trace, row, nowMs }: { trace: LoadedTrace; row: TraceRowAnswer; nowMs: number | null }): ReactNode {
  const { shape } = trace;
  const index = shape.indexById.get(row.id) ?? 0;
  const durationMs = rowDurationMs(shape, index, nowMs ?? Number.NaN);
  const firstTokenMs = at(shape.firstTokenMs, index) - at(shape.startMs, index);
  const tokens = rowTokens(row.totals, at(shape.childCount, index) > 0);
  const cost = row.totals === undefined ? '' : costText(row.totals.cost);
  const tone = stateToneOf(row);
  return (
    <header className={styles.head}>
      <TonedTitle
        tone={toneOf(row.run_type)}
        icon={row.placeholder === null ? toneIcons[toneOf(row.run_type)] : 'dashed'}
        name={row.name}
      >
        {row.run_type !== null && <span className={styles.type}>{row.run_type.slice(0, 40)}</span>}
      </TonedTitle>
      <ul className={styles.figures} aria-label="Figures of the run">
        <li className={styles.status} data-tone={tone === 'none' && row.status === 'success' ? 'success' : tone}>
          {tone !== 'none' && <StatusDot tone={tone} label="" />}
          {stateOf(row)}
        </li>
        {row.placeholder === null && !Number.isNaN(durationMs) && <li>{formatDuration(durationMs)}</li>}
        {firstTokenMs >= 0 && <li>first token {formatDuration(firstTokenMs)}</li>}
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

interface ReceivedRunProps extends Omit<RunDetailsProps, 'ref' | 'nowMs' | 'onLeave'> {
  findings: readonly ExplainedFinding[];
}

const RunParts = lazy(() => import('./run-parts.js'));

function ReceivedRun(props: ReceivedRunProps): ReactNode {
  const { trace, changeCount, row, view, onView, findings } = props;
  const { data: run, problem, retry } = useRun(trace.answer.trace_id, row, changeCount);
  const beside = useBeside(row.id);
  // At first nobody sees tabs come one after the other; from run to run they change at once.
  const [areTabsKnown, setTabsKnown] = useState(false);
  const areSettled = (run !== undefined || problem !== null) && (beside.data !== undefined || beside.problem !== null);
  if (areSettled && !areTabsKnown) setTabsKnown(true);
  const [gravest] = findings.filter(isGrave);
  const has = useMemo(() => partsThere(run, row, beside.data), [run, row, beside.data]);
  const tab = view.tab ?? firstTab(row, has);
  // The chosen one stays where it is, also on a run of which it has nothing to tell.
  const items = tabItems({ run, row, beside: beside.data, isFlagged: gravest !== undefined }).filter(
    ({ id }) => has.has(id) || id === tab,
  );
  return (
    <>
      {gravest !== undefined && tab !== 'placement' && (
        <button type="button" className={styles.banner} onClick={() => onView({ tab: 'placement' })}>
          <Icon name="flag" size={14} />
          <span dir="auto" className={styles.sentence}>
            {gravest.sentence}
          </span>
          <span className={styles.why}>How to mend it</span>
        </button>
      )}
      <Tabs
        label="Parts of the run"
        items={items}
        selected={tab}
        onSelect={(chosen) => onView({ tab: chosen })}
        areAwaited={!areTabsKnown}
        about={row.id}
      >
        {run === undefined && problem === null && <LoadingState rows={5} />}
        {run === undefined && problem !== null && (
          <ErrorState title={problem.message} remedy={problem.remedy} isRetried={problem.isRetried} onRetry={retry} />
        )}
        {run !== undefined && (
          <Boundary>
            <Suspense fallback={<LoadingState rows={5} />}>
              <RunParts {...props} run={run} beside={beside} tab={tab} />
            </Suspense>
          </Boundary>
        )}
      </Tabs>
    </>
  );
}

/** What says most of a run of which the reader has not chosen a part. */
function firstTab(row: TraceRowAnswer, has: ReadonlySet<Tab>): Tab {
  if (row.status === 'error') return 'error';
  return row.run_type === 'llm' && has.has('messages') ? 'messages' : 'io';
}

/** Tabs that have something to tell, and those in which something can be done. */
function partsThere(
  run: RunDetail | undefined,
  row: TraceRowAnswer,
  beside: BesideAnswer | undefined,
): ReadonlySet<Tab> {
  const there = new Set<Tab>(['io', 'details', 'events', 'feedback', 'placement', 'raw']);
  const isChat =
    run === undefined
      ? row.run_type === 'llm'
      : run.large !== undefined || conversationOf(run.inputs, run.outputs) !== null;
  if (isChat) there.add('messages');
  if (row.status === 'error') there.add('error');
  if (beside !== undefined && beside.attachments.length > 0) there.add('attachments');
  if ((row.links ?? row.linked_from) !== undefined) there.add('links');
  return there;
}

interface Badged {
  run: RunDetail | undefined;
  row: TraceRowAnswer;
  beside: BesideAnswer | undefined;
  isFlagged: boolean;
}

function tabItems({ run, row, beside, isFlagged }: Badged): TabItem<Tab>[] {
  return [
    { id: 'messages', label: 'Messages' },
    { id: 'io', label: 'Input and output' },
    { id: 'error', label: 'Error' },
    { id: 'placement', label: 'Placement', badge: isFlagged && <Flag /> },
    { id: 'details', label: 'Metadata' },
    { id: 'events', label: 'Events', badge: countBadge(run?.events.length ?? 0) },
    { id: 'feedback', label: 'Feedback', badge: countBadge(beside?.feedback.length ?? 0) },
    { id: 'attachments', label: 'Attachments', badge: countBadge(beside?.attachments.length ?? 0) },
    { id: 'links', label: 'Links', badge: countBadge((row.links?.length ?? 0) + (row.linked_from?.length ?? 0)) },
    { id: 'raw', label: 'Raw' },
  ];
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
