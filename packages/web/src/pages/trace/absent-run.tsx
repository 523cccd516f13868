/** A run that others name as their parent and that was not received: what is known of it, and why it may be absent. */
import type { ReactNode } from 'react';
import type { LoadedTrace } from '../../data/use-trace.js';
import type { TraceRowAnswer } from '../../model/answers.js';
import { byGravity } from '../../model/findings.js';
import { childrenOf } from '../../model/trace-shape.js';
import { formatExactly } from '../../model/words.js';
import { FindingCard, RunLink } from './finding-card.js';
import styles from './run-details.module.css';
import { Fact, Facts, Id, Section } from './section.js';

/** More children than these would say nothing new. */
const MOST = 20;

interface AbsentRunProps {
  trace: LoadedTrace;
  row: TraceRowAnswer;
  names: ReadonlyMap<string, string>;
  onShow: (runId: string) => void;
}

export function AbsentRun({ trace, row, names, onShow }: AbsentRunProps): ReactNode {
  const { shape, answer } = trace;
  const children = [...childrenOf(shape, shape.indexById.get(row.id) ?? 0)].map((index) => shape.rows[index]?.id ?? '');
  const below = new Set(children);
  const findings = byGravity(answer.findings.filter((finding) => finding.run_id !== null && below.has(finding.run_id)));
  return (
    <div className={styles.body}>
      <p className={styles.sentenceLarge}>
        {row.placeholder === 'pending'
          ? 'This run has not arrived yet. Runs may arrive in any order; it will take this place by itself.'
          : 'This run was never received. The runs below it name it, or its place in their dotted order.'}
      </p>
      <Section title="What is known of it">
        <Facts>
          <Fact name="Id">
            <Id value={row.id} what="the run id" />
          </Fact>
          <Fact name="Named by">
            {children.length === 0 ? null : <Children ids={children} names={names} onShow={onShow} />}
          </Fact>
        </Facts>
      </Section>
      {findings.length > 0 && (
        <Section title="Findings of the runs below it">
          <ul className={styles.cards}>
            {findings.slice(0, MOST).map((finding) => (
              <li key={`${finding.run_id ?? ''}${finding.code}`}>
                <FindingCard finding={finding} names={names} onShow={onShow} showsRun />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

function Children({
  ids,
  names,
  onShow,
}: {
  ids: readonly string[];
  names: AbsentRunProps['names'];
  onShow: AbsentRunProps['onShow'];
}): ReactNode {
  return (
    <>
      {ids.slice(0, MOST).map((id, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <RunLink id={id} names={names} onShow={onShow} />
        </span>
      ))}
      {ids.length > MOST && ` and ${formatExactly(ids.length - MOST)} more`}
    </>
  );
}
