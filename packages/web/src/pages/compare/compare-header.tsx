/** Both traces in figures, and what they differ in. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Problem } from '../../data/answer.js';
import { useZone } from '../../data/use-zone.js';
import type { TraceAnswer } from '../../model/answers.js';
import { traceFigures } from '../../model/compare/compare-figures.js';
import { CONTENTS_RULE, TIME_RULE, type Comparison } from '../../model/compare/compare-traces.js';
import { summaryWords } from '../../model/compare/compare-words.js';
import { traceUrl } from '../../model/page-url.js';
import type { TraceFigures } from '../../model/trace-summary.js';
import { formatMoment } from '../../model/words.js';
import { Button } from '../../ui/button.js';
import { FigureTable } from './figure-table.js';
import styles from './compare-page.module.css';

export interface ComparedSide {
  answer: TraceAnswer;
  figures: TraceFigures;
  /** Why it could not be refreshed. */
  problem: Problem | null;
}

interface CompareHeaderProps {
  a: ComparedSide;
  b: ComparedSide;
  comparison: Comparison;
  onSwap: () => void;
}

export function CompareHeader({ a, b, comparison, onSwap }: CompareHeaderProps): ReactNode {
  const isSameProject = a.answer.project === b.answer.project;
  return (
    <header className={styles.header}>
      <div className={styles.heading}>
        <h1>Compare</h1>
        <p role="status" className={styles.summary}>
          {summaryWords(comparison)}
        </p>
        <Button icon="swap" aria-keyshortcuts="S" title="Swap A and B (S)" onClick={onSwap}>
          Swap sides
        </Button>
      </div>
      <FigureTable
        label="The traces in figures"
        figures={traceFigures([a.answer, a.figures], [b.answer, b.figures])}
        a={<TraceName side={a} showsProject={!isSameProject} />}
        b={<TraceName side={b} showsProject={!isSameProject} />}
      />
      <p className={styles.rule}>
        {TIME_RULE}. {CONTENTS_RULE}.
      </p>
      {[a, b].map(
        ({ answer, problem }, index) =>
          (answer.left_out !== null || problem !== null) && (
            <p key={answer.trace_id} role="status" className={styles.left}>
              {index === 0 ? 'A' : 'B'}: {problem !== null && `not up to date: ${problem.message} `}
              {answer.left_out !== null && `${answer.left_out.sentence} Only these runs are compared.`}
            </p>
          ),
      )}
    </header>
  );
}

function TraceName({ side, showsProject }: { side: ComparedSide; showsProject: boolean }): ReactNode {
  const [zone] = useZone();
  const { answer, figures } = side;
  const start = figures.startTime;
  return (
    <>
      <Link href={traceUrl(answer.trace_id)} className={styles.link} dir="auto" title={figures.name.slice(0, 500)}>
        {figures.name.slice(0, 200)}
      </Link>{' '}
      <span className={styles.when}>
        {showsProject && <bdi>{answer.project.slice(0, 80)} </bdi>}
        {start !== null && <time dateTime={start}>{formatMoment(start, zone)}</time>}
      </span>
    </>
  );
}
