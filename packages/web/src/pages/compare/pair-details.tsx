/** What the runs of a line differ in: figures, error, inputs, outputs, metadata. */
import { useId, useMemo, type ReactNode, type Ref } from 'react';
import { Link } from 'wouter';
import { largeAddress, useRun } from '../../data/use-run.js';
import type { LoadedTrace } from '../../data/use-trace.js';
import type { Change } from '../../data/use-view.js';
import type { Json, RunDetail, TraceRowAnswer } from '../../model/answers.js';
import { runFigures } from '../../model/compare/compare-figures.js';
import { differenceAt, INPUTS, OUTPUTS, type Comparison } from '../../model/compare/compare-traces.js';
import type { CompareView } from '../../model/compare/compare-view.js';
import { differenceMarks, differenceWords } from '../../model/compare/compare-words.js';
import { traceUrl } from '../../model/page-url.js';
import { toneIcons, toneOf } from '../../model/run-look.js';
import { at } from '../../model/trace-shape.js';
import { ErrorState, LoadingState } from '../../ui/state.js';
import { TonedTitle } from '../../ui/toned-title.js';
import { DiffView } from './diff-view.js';
import { FigureTable } from './figure-table.js';
import styles from './pair-details.module.css';

interface PairDetailsProps {
  ref: Ref<HTMLElement>;
  a: LoadedTrace;
  b: LoadedTrace;
  /** Counts changes of either trace. */
  changeCount: number;
  comparison: Comparison;
  line: number;
  nowMs: number;
  view: CompareView;
  onView: Change<CompareView>;
}

export function PairDetails(props: PairDetailsProps): ReactNode {
  const { ref, a, b, changeCount, comparison, line, nowMs, view, onView } = props;
  const [rowA, rowB] = [comparison.a.rows[at(comparison.rowA, line)], comparison.b.rows[at(comparison.rowB, line)]];
  const runA = useRun(a.answer.trace_id, received(rowA), changeCount);
  const runB = useRun(b.answer.trace_id, received(rowB), changeCount);
  const shown = rowB ?? rowA;
  const [problem] = [runA, runB].filter((run) => run.problem !== null && run.data === undefined);
  const isWaiting =
    (received(rowA) !== null && runA.data === undefined) || (received(rowB) !== null && runB.data === undefined);
  const words = differenceWords(comparison, line);
  if (shown === undefined) return null;
  return (
    <section
      ref={ref}
      tabIndex={-1}
      aria-label={`Differences of ${shown.name.slice(0, 200)}`}
      className={styles.details}
    >
      <header className={styles.head} data-difference={differenceAt(comparison, line)}>
        <TonedTitle
          tone={toneOf(shown.run_type)}
          icon={shown.placeholder === null ? toneIcons[toneOf(shown.run_type)] : 'dashed'}
          name={shown.name}
        />
        {/* Keeps its place: what contents differ in is known later. */}
        <p dir="auto" className={styles.words}>
          <span className={styles.mark} aria-hidden="true">
            {differenceMarks[differenceAt(comparison, line)]}
          </span>{' '}
          {words}
        </p>
      </header>
      <FigureTable
        label="The runs in figures"
        figures={runFigures(comparison, line, nowMs)}
        a={rowA === undefined ? null : <OpenRun trace={a} row={rowA} />}
        b={rowB === undefined ? null : <OpenRun trace={b} row={rowB} />}
      />
      {problem?.problem != null && (
        <ErrorState
          title={problem.problem.message}
          remedy={problem.problem.remedy}
          isRetried={problem.problem.isRetried}
          onRetry={problem.retry}
        />
      )}
      {problem === undefined && isWaiting && <LoadingState rows={5} />}
      {problem === undefined && !isWaiting && (
        <Contents
          a={runA.data ?? null}
          b={runB.data ?? null}
          differing={comparison.contents?.[line] ?? 0}
          view={view}
          onView={onView}
        />
      )}
    </section>
  );
}

/** The row, where its run was received. */
function received(row: TraceRowAnswer | undefined): TraceRowAnswer | null {
  return row?.placeholder === null ? row : null;
}

function OpenRun({ trace, row }: { trace: LoadedTrace; row: TraceRowAnswer }): ReactNode {
  return (
    <Link href={traceUrl(trace.answer.trace_id, row.id)} className={styles.link} dir="auto">
      {row.name.slice(0, 80)}
    </Link>
  );
}

interface ContentsProps extends Pick<PairDetailsProps, 'view' | 'onView'> {
  /** Null: there is no run on that side. */
  a: RunDetail | null;
  b: RunDetail | null;
  /** Which parts differ as they were written. */
  differing: number;
}

function Contents({ a, b, differing, view, onView }: ContentsProps): ReactNode {
  const [metadataA, metadataB] = [useMemo(() => aboutOf(a), [a]), useMemo(() => aboutOf(b), [b])];
  const isPair = a !== null && b !== null;
  return (
    <div className={styles.contents}>
      {isPair && (
        <label className={styles.choice}>
          <input
            type="checkbox"
            checked={view.isWhole}
            onChange={(event) => onView({ isWhole: event.target.checked })}
          />
          Show what is the same, too
        </label>
      )}
      {(a?.error ?? b?.error) != null && (
        <Part title="Error">
          <DiffView
            a={{ value: a?.error ?? undefined, url: null }}
            b={{ value: b?.error ?? undefined, url: null }}
            isWhole={view.isWhole}
          />
        </Part>
      )}
      {(['inputs', 'outputs'] as const).map((part) => (
        <Part key={part} title={part === 'inputs' ? 'Input' : 'Output'}>
          <DiffView
            a={{ value: a === null ? undefined : absentAsNothing(a[part]), url: a && largeAddress(a, part) }}
            b={{ value: b === null ? undefined : absentAsNothing(b[part]), url: b && largeAddress(b, part) }}
            isWhole={view.isWhole}
            isWrittenOtherwise={(differing & (part === 'inputs' ? INPUTS : OUTPUTS)) !== 0}
          />
        </Part>
      ))}
      <Part title="Tags and metadata">
        <DiffView a={{ value: metadataA, url: null }} b={{ value: metadataB, url: null }} isWhole={view.isWhole} />
      </Part>
    </div>
  );
}

function absentAsNothing(value: Json): Json | undefined {
  return value === null ? undefined : value;
}

function aboutOf(run: RunDetail | null): Json | undefined {
  if (run === null) return undefined;
  const { tags, metadata, runtime } = run;
  return { tags, metadata, runtime };
}

function Part({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id} className={styles.part}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}
