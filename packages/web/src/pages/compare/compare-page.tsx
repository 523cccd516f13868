/** Two traces as one tree, and what the runs of a line differ in. */
import { useMemo, useRef, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useComparison } from '../../data/use-comparison.js';
import { useContents } from '../../data/use-contents.js';
import { useNow } from '../../data/use-now.js';
import { useTrace, type LiveTrace, type LoadedTrace } from '../../data/use-trace.js';
import { useAddressed, type Addressed } from '../../data/use-view.js';
import { collapsedOver, compareRows, nextDifference, rowIndexOf } from '../../model/compare/compare-rows.js';
import { lineId, lineOf, withContents, type Comparison } from '../../model/compare/compare-traces.js';
import { readCompareView, writeCompareView, type CompareView } from '../../model/compare/compare-view.js';
import { compareUrl, pathTo } from '../../model/page-url.js';
import { figuresOf } from '../../model/trace-summary.js';
import { Crumbs } from '../../ui/crumbs.js';
import { Page } from '../../ui/frame.js';
import { useKeys } from '../../ui/keys.js';
import { SplitPane } from '../../ui/split-pane.js';
import { EmptyState, ErrorState, LoadingState } from '../../ui/state.js';
import { useMedia } from '../../ui/use-media.js';
import { CompareHeader } from './compare-header.js';
import { CompareTree } from './compare-tree.js';
import { PairDetails } from './pair-details.js';
import styles from './compare-page.module.css';

interface ComparePageProps {
  traceA: string;
  traceB: string;
}

export function ComparePage({ traceA, traceB }: ComparePageProps): ReactNode {
  const a = useTrace(traceA, false, null);
  const b = useTrace(traceB, false, null);
  if (traceA !== traceB && isThere(a) && isThere(b)) return <OpenComparison a={a} b={b} />;
  const known = a.data?.answer.project ?? b.data?.answer.project;
  const isUnknown = known === undefined && a.problem === null && b.problem === null;
  return (
    <Page
      title="Compare"
      crumbs={isUnknown ? null : <CompareCrumbs projects={known === undefined ? [] : [known]} isHeading />}
    >
      {traceA === traceB ? (
        <EmptyState icon="branch" title="Both sides are the same trace">
          <p>Pick two traces in the list of a project, or open a trace and choose “Compare with …”.</p>
        </EmptyState>
      ) : (
        <Waiting sides={[{ side: 'A', id: traceA, trace: a } as const, { side: 'B', id: traceB, trace: b } as const]} />
      )}
    </Page>
  );
}

interface ThereTrace extends LiveTrace {
  data: LoadedTrace;
}

function isThere(trace: LiveTrace): trace is ThereTrace {
  return trace.data !== undefined && trace.data.answer.rows.length > 0;
}

interface Side {
  side: 'A' | 'B';
  id: string;
  trace: LiveTrace;
}

/** What keeps the two from being compared: the first trace of which nothing was received, or a failure. */
function Waiting({ sides }: { sides: readonly Side[] }): ReactNode {
  const absent = sides.filter(
    ({ trace }) => trace.problem?.isNotFound === true || trace.data?.answer.rows.length === 0,
  );
  if (absent.length > 0) {
    const names = absent.map(({ side }) => side).join(' and ');
    return (
      <EmptyState icon="dashed" title={`Nothing of trace ${names} has been received`}>
        <p>If its program is just starting, leave this page open: it is compared by itself. Otherwise check the id.</p>
        {absent.map(({ side, id }) => (
          <p key={side}>
            {side}: <code>{id}</code>
          </p>
        ))}
      </EmptyState>
    );
  }
  const failed = sides.find(({ trace }) => trace.data === undefined && trace.problem !== null);
  if (failed?.trace.problem == null) return <LoadingState />;
  const { message, remedy, isRetried } = failed.trace.problem;
  return <ErrorState title={message} remedy={remedy} isRetried={isRetried} onRetry={failed.trace.retry} />;
}

const addressed: Addressed<CompareView> = { read: readCompareView, write: writeCompareView };

/** Running runs grow this often. */
const TICK_MS = 500;

function OpenComparison({ a, b }: { a: ThereTrace; b: ThereTrace }): ReactNode {
  const { comparison, problem } = useComparison(a.data, b.data);
  if (comparison !== undefined) return <ShownComparison a={a} b={b} structure={comparison} />;
  return (
    <Page title="Compare" crumbs={<CompareCrumbs projects={[a.data.answer.project]} isHeading />}>
      {problem === null ? (
        <LoadingState />
      ) : (
        <EmptyState icon="alert" title="They could not be compared">
          <p>{problem}. Reload the page.</p>
        </EmptyState>
      )}
    </Page>
  );
}

interface ShownComparisonProps {
  a: ThereTrace;
  b: ThereTrace;
  /** Nothing is known of contents yet. */
  structure: Comparison;
}

function ShownComparison({ a, b, structure }: ShownComparisonProps): ReactNode {
  const [view, changeView] = useAddressed(addressed);
  const [, navigate] = useLocation();
  const isNarrow = useMedia('(max-width: 999px)');
  const details = useRef<HTMLElement>(null);
  const isLive = a.data.answer.is_live || b.data.answer.is_live;
  const clockMs = useNow(isLive ? TICK_MS : null) + b.data.clockOffsetMs;
  const nowMs = isLive ? clockMs : Number.NaN;
  const contentsA = useContents(a.data.answer.trace_id, a.changeCount);
  const contentsB = useContents(b.data.answer.trace_id, b.changeCount);
  const [knownA, knownB] = [contentsA.data, contentsB.data];
  const comparison = useMemo(
    () => (knownA === undefined || knownB === undefined ? structure : withContents(structure, knownA, knownB)),
    [structure, knownA, knownB],
  );
  const { collapsed, isOnlyDifferences } = view;
  const rows = useMemo(
    () => compareRows(comparison, collapsed, isOnlyDifferences),
    [comparison, collapsed, isOnlyDifferences],
  );
  const [figuresA, figuresB] = [a.data, b.data].map(({ answer, shape }) => figuresOf(answer, shape, nowMs));
  const chosen = view.run === null ? 0 : lineOf(comparison, view.run);
  const selected = rowIndexOf(comparison, rows, Math.max(0, chosen));
  const line = rows.indexAt(selected);
  const leap = (step: 1 | -1): void => {
    const next = nextDifference(comparison, view.run === null && step > 0 ? -1 : Math.max(0, chosen), step);
    if (next !== null)
      changeView({ run: lineId(comparison, next), collapsed: collapsedOver(comparison, collapsed, next) });
  };
  const swap = (): void =>
    navigate(compareUrl(b.data.answer.trace_id, a.data.answer.trace_id) + writeCompareView(view));
  useKeys('Compare', [
    { key: 'n', does: 'Next difference', run: () => leap(1) },
    { key: 'p', does: 'Previous difference', run: () => leap(-1) },
    { key: 'd', does: 'Only differences', run: () => changeView({ isOnlyDifferences: !isOnlyDifferences }) },
    { key: 's', does: 'Swap A and B', run: swap },
  ]);
  const projects = [...new Set([a.data.answer.project, b.data.answer.project])];
  const names = [figuresA!.name, figuresB!.name].map((name) => name.slice(0, 80));
  return (
    <Page title={`${names.join(' and ')} compared`} crumbs={<CompareCrumbs projects={projects} />}>
      <div className={styles.page}>
        <CompareHeader
          a={{ answer: a.data.answer, figures: figuresA!, problem: a.problem }}
          b={{ answer: b.data.answer, figures: figuresB!, problem: b.problem }}
          comparison={comparison}
          onSwap={swap}
        />
        {(contentsA.problem ?? contentsB.problem) !== null && (
          <p className={styles.notice} role="status">
            Inputs and outputs are not compared: {(contentsA.problem ?? contentsB.problem)?.message}
          </p>
        )}
        {view.run !== null && chosen < 0 && (
          <p className={styles.notice} role="status">
            The run <code>{view.run}</code> is in neither trace, or not yet; the first line is shown.
          </p>
        )}
        <div className={styles.panes}>
          <SplitPane
            name="compare"
            label="Width of the tree"
            direction={isNarrow ? 'under' : 'beside'}
            initial={isNarrow ? 48 : 56}
            first={
              <CompareTree
                comparison={comparison}
                rows={rows}
                selected={selected}
                nowMs={nowMs}
                view={view}
                onView={changeView}
                onLeap={leap}
                onOpen={() => details.current?.focus()}
              />
            }
            second={
              line >= 0 && (
                <PairDetails
                  ref={details}
                  a={a.data}
                  b={b.data}
                  changeCount={a.changeCount + b.changeCount}
                  comparison={comparison}
                  line={line}
                  nowMs={nowMs}
                  view={view}
                  onView={changeView}
                />
              )
            }
          />
        </div>
      </div>
    </Page>
  );
}

interface CompareCrumbsProps {
  projects: readonly string[];
  /** The content of the page has none. */
  isHeading?: boolean;
}

function CompareCrumbs({ projects, isHeading = false }: CompareCrumbsProps): ReactNode {
  const path = pathTo(projects.length === 1 ? projects[0] : undefined);
  return <Crumbs path={path} here="Compare" hasHeading={!isHeading} />;
}
