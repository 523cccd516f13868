/** One trace: its tree beside the details of the selected run. */
import { useMemo, useRef, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { isShared } from '../../data/api-target.js';
import { useNow } from '../../data/use-now.js';
import { useVisit } from '../../data/use-recent.js';
import { useTrace, type LiveTrace, type LoadedTrace } from '../../data/use-trace.js';
import { useView, type ChangeView } from '../../data/use-view.js';
import { jumpFrom, type Jump } from '../../model/jumps.js';
import { pathTo, traceUrl } from '../../model/page-url.js';
import { timeScaleOf } from '../../model/time-scale.js';
import { at, rootIndexOf } from '../../model/trace-shape.js';
import { figuresOf } from '../../model/trace-summary.js';
import { hitFrom } from '../../model/tree-search.js';
import { changeToShow } from '../../model/tree-view.js';
import { MOST_LEVELS, type View } from '../../model/view.js';
import { visibleIndexOf } from '../../model/visible-rows.js';
import { zoomedScale, zoomWithin } from '../../model/zoom.js';
import { Button } from '../../ui/button.js';
import { Crumbs } from '../../ui/crumbs.js';
import { Page } from '../../ui/frame.js';
import { useKeys } from '../../ui/keys.js';
import { SplitPane } from '../../ui/split-pane.js';
import { EmptyState, ErrorState, LoadingState } from '../../ui/state.js';
import { useMedia } from '../../ui/use-media.js';
import { CompareWith } from './compare-with.js';
import { OverviewStrip } from './overview-strip.js';
import { PartsSwitch, useParts } from './parts-switch.js';
import { RunDetails } from './run-details.js';
import { RunTree } from './run-tree.js';
import { SplitBanner } from './split-banner.js';
import { TraceHeader } from './trace-header.js';
import styles from './trace-page.module.css';
import { TraceTabs } from './trace-tabs.js';
import { useTree } from './use-tree.js';

export function TracePage({ traceId }: { traceId: string }): ReactNode {
  const [view, changeView] = useView();
  const trace = useTrace(traceId, view.isAlone, view.root);
  if (trace.data !== undefined && trace.data.answer.rows.length > 0)
    return <OpenTrace trace={trace} loaded={trace.data} view={view} changeView={changeView} />;
  const { problem } = trace;
  const isAbsent = problem?.isNotFound === true || trace.data !== undefined;
  return (
    <Page title="Trace" crumbs={<TraceCrumbs current="Trace" />}>
      {problem === null && trace.data === undefined && <LoadingState />}
      {isAbsent && (
        <EmptyState icon="dashed" title="Nothing of this trace has been received">
          <p>
            If its program is just starting, leave this page open: the trace appears by itself. Otherwise check the id.
          </p>
          <p>
            <code>{traceId}</code>
          </p>
        </EmptyState>
      )}
      {problem !== null && !isAbsent && (
        <ErrorState
          title={problem.message}
          remedy={problem.remedy}
          isRetried={problem.isRetried}
          onRetry={trace.retry}
        />
      )}
    </Page>
  );
}

const levelKeys = Array.from({ length: MOST_LEVELS }, (_, n) => String(n + 1));

/** Bars of running runs grow this often. */
const TICK_MS = 250;

interface OpenTraceProps {
  trace: LiveTrace;
  loaded: LoadedTrace;
  view: View;
  changeView: ChangeView;
}

function OpenTrace({ trace, loaded, view, changeView }: OpenTraceProps): ReactNode {
  const { answer, shape, clockOffsetMs } = loaded;
  const names = useMemo(() => new Map(answer.rows.map((row) => [row.id, row.name])), [answer]);
  const isNarrow = useMedia('(max-width: 999px)');
  // Tree or details: there is room for one of them.
  const isSingle = useMedia('(max-width: 699px)');
  const details = useRef<HTMLElement>(null);
  const clockMs = useNow(answer.is_live ? TICK_MS : null) + clockOffsetMs;
  // Of a run that will not end any more nobody knows how long it ran.
  const nowMs = answer.is_live ? clockMs : null;
  const figures = useMemo(() => figuresOf(answer, shape, nowMs ?? Number.NaN), [answer, shape, nowMs]);
  const chosen = view.run === null ? undefined : shape.indexById.get(view.run);
  const index = chosen ?? rootIndexOf(shape);
  const selected = shape.rows[index];
  const tree = useTree(loaded, view);
  const whole = useMemo(() => timeScaleOf(shape, nowMs), [shape, nowMs]);
  const scale = useMemo(() => zoomedScale(whole, view.zoom), [whole, view.zoom]);
  const field = useRef<HTMLInputElement>(null);
  const panesBox = useRef<HTMLDivElement>(null);
  // What had the focus goes away with its part.
  const read = (isReading: boolean, run = view.run): void => {
    flushSync(() => changeView({ isReading, run }, true));
    panesBox.current?.querySelector<HTMLElement>(isReading ? 'section[tabindex]' : '[role="tree"]')?.focus();
  };
  const parts = useParts(isSingle ? { isReading: view.isReading, onRead: read } : null);
  // From outside of the tree, what keeps the run out of sight ends.
  const show = (id: string): void => changeView(changeToShow(shape, view, tree.kept, id), true);
  const leap = (jump: Jump): void => {
    const id = jumpFrom(shape, answer.findings, index, jump);
    if (id === null) return;
    const tab = jump === 'finding' ? 'placement' : 'error';
    changeView({ ...changeToShow(shape, view, tree.kept, id), tab }, true);
  };
  const step = (by: 1 | -1): void => {
    const id = tree.rows.line(visibleIndexOf(shape, tree.rows, selected?.id ?? '') + by)?.row.id;
    if (id !== undefined) changeView({ run: id });
  };
  const toHit = (by: 1 | -1): void => {
    const hit = tree.hits === null ? null : hitFrom(tree.hits, index, by);
    if (hit !== null) changeView(changeToShow(shape, view, tree.kept, shape.rows[hit]?.id ?? ''));
  };
  const zoomToRun = (): void => {
    const [fromMs, toMs] = [at(shape.startMs, index), at(shape.endMs, index)];
    const endMs = Number.isNaN(toMs) ? whole.untilMs : toMs;
    if (!Number.isNaN(fromMs)) changeView({ zoom: zoomWithin(whole, { fromMs, toMs: endMs }) }, true);
  };
  useKeys('Trace', [
    { key: ']', does: 'Next run, the same part', run: () => step(1) },
    { key: '[', does: 'Previous run, the same part', run: () => step(-1) },
    { key: 'e', does: 'Next error', run: () => leap('error') },
    { key: 'f', does: 'Next finding', run: () => leap('finding') },
    { key: 'c', does: 'Mark the critical path', run: () => changeView({ isCritical: !view.isCritical }) },
    { key: 's', does: 'Search in names and contents', run: () => field.current?.select() },
    ...(tree.hits === null
      ? []
      : [
          { key: 'n', does: 'Next found run', run: () => toHit(1) },
          { key: 'N', does: 'Previous found run', run: () => toHit(-1) },
        ]),
    {
      key: `1…${MOST_LEVELS}`,
      keys: levelKeys,
      does: 'Open so many levels',
      run: (key) => changeView({ level: Number(key), toggled: new Set() }),
    },
    { key: 'm', does: 'Model and tool calls only', run: () => changeView({ isCallsOnly: !view.isCallsOnly }) },
    { key: 'x', does: 'Zoom to the selected run', run: zoomToRun },
    ...parts.keys,
  ]);
  const { name } = figures;
  useVisit({ kind: 'trace', href: traceUrl(answer.trace_id), label: name, project: answer.project });
  const panes = (
    <SplitPane
      name="trace"
      label="Width of the tree"
      direction={isNarrow ? 'under' : 'beside'}
      initial={isNarrow ? 48 : 58}
      closed={parts.closed}
      first={
        <RunTree
          shape={shape}
          findings={answer.findings}
          tree={tree}
          nowMs={nowMs}
          scale={scale}
          view={view}
          selected={index}
          onView={changeView}
          onOpen={() => (isSingle ? read(true) : details.current?.focus())}
          onPick={isSingle ? (id) => read(true, id) : null}
          onJump={leap}
          onHit={toHit}
          field={field}
        />
      }
      second={
        selected && (
          <RunDetails
            ref={details}
            trace={loaded}
            names={names}
            changeCount={trace.changeCount}
            nowMs={nowMs}
            row={selected}
            view={view}
            onView={changeView}
            onShow={show}
            onLeave={isSingle ? () => read(false) : null}
          />
        )
      }
    />
  );
  return (
    <Page
      title={name.slice(0, 200)}
      crumbs={<TraceCrumbs project={answer.project} current={name.slice(0, 200)} />}
      tabs={<TraceTabs trace={loaded} is="tree" />}
    >
      <div className={styles.page}>
        <TraceHeader
          answer={answer}
          figures={figures}
          nowMs={nowMs}
          names={names}
          problem={trace.problem}
          onShow={show}
          tools={
            <>
              {!isShared && <CompareWith traceId={answer.trace_id} name={name} project={answer.project} />}
              <PartsSwitch {...parts} />
            </>
          }
        />
        <SplitBanner answer={answer} names={names} isAlone={view.isAlone} onView={changeView} onShow={show} />
        {answer.left_out !== null && (
          <p className={styles.notice} role="status">
            {answer.left_out.sentence}{' '}
            {view.root === null ? (
              selected !== undefined && (
                <Button onClick={() => changeView({ root: selected.id }, true)}>Show all below the selected run</Button>
              )
            ) : (
              <Button onClick={() => changeView({ root: null }, true)}>Show the whole trace</Button>
            )}
          </p>
        )}
        {view.run !== null && chosen === undefined && (
          <p className={styles.notice} role="status">
            The run <code>{view.run}</code> is not in this trace, or not yet; the first run is shown.
          </p>
        )}
        <div ref={panesBox} className={styles.panes}>
          <SplitPane
            name="trace.overview"
            label="Height of the overview"
            direction="under"
            initial={9}
            least={6}
            closed={parts.isOpen.overview ? null : 'first'}
            first={
              <OverviewStrip
                shape={shape}
                whole={whole}
                isGrowing={nowMs !== null}
                zoom={view.zoom}
                onZoom={(zoom) => changeView({ zoom })}
              />
            }
            second={panes}
          />
        </div>
      </div>
    </Page>
  );
}

/** Without a project it is the heading of the page: its content has none. */
function TraceCrumbs({ project, current }: { project?: string; current: string }): ReactNode {
  return <Crumbs path={isShared ? [] : pathTo(project)} here={current} hasHeading={project !== undefined} />;
}
