/** Why a run stands where it stands: in words, with the evidence, and how to mend what is wrong. */
import type { ReactNode } from 'react';
import type { ExplainedFinding, ProcessAnswer, RunDetail } from '../../model/answers.js';
import { processWords } from '../../model/life.js';
import { languageOfRun } from '../../model/remedies.js';
import { FindingCard, RunLink } from './finding-card.js';
import styles from './run-details.module.css';
import { Fact, Facts, Id, Section } from './section.js';

interface PlacementTabProps {
  run: RunDetail;
  /** Those of the trace. */
  processes: readonly ProcessAnswer[];
  findings: readonly ExplainedFinding[];
  names: ReadonlyMap<string, string>;
  onShow: (runId: string) => void;
}

export function PlacementTab({ run, processes, findings, names, onShow }: PlacementTabProps): ReactNode {
  const { placement } = run;
  const process = processes.find(({ instance }) => instance === placement.process?.instance);
  return (
    <div className={styles.body}>
      <Section title="How it came to its place">
        <p dir="auto" className={styles.sentenceLarge}>
          {placement.sentence}
        </p>
        <Facts>
          <Fact name="Placed">{placement.kind}</Fact>
          <Fact name="Parent">
            {run.parent_run_id === null ? (
              'none: a root run'
            ) : (
              <RunLink id={run.parent_run_id} names={names} onShow={onShow} />
            )}
          </Fact>
          <Fact name="Ancestry">{placement.ancestry === null ? null : ancestryWords[placement.ancestry]}</Fact>
          <Fact name="Dotted order">
            {run.dotted_order === null ? null : <Id value={run.dotted_order} what="the dotted order" />}
          </Fact>
        </Facts>
      </Section>
      <Section title="Findings">
        {findings.length === 0 ? (
          <p className={styles.none}>None: nothing about its place is in doubt.</p>
        ) : (
          <ul className={styles.cards}>
            {findings.map((finding) => (
              <li key={finding.code}>
                <FindingCard finding={finding} names={names} onShow={onShow} language={languageOfRun(run)} />
              </li>
            ))}
          </ul>
        )}
      </Section>
      {placement.remote !== null && (
        <Section title="Received, but not taken as its parent">
          <Facts>
            <Fact name="From">{placement.remote.from}</Fact>
            <Fact name="Trace">
              <Id value={placement.remote.trace_id} what="the remote trace id" />
            </Fact>
            <Fact name="Span">
              <Id value={placement.remote.span_id} what="the remote span id" />
            </Fact>
          </Facts>
        </Section>
      )}
      {placement.process !== null && (
        <Section title="Process">
          <Facts>
            <Fact name="State">{process === undefined ? null : processWords(process)}</Fact>
            <Fact name="Host">{placement.process.host ?? null}</Fact>
            <Fact name="Process">{placement.process.pid ?? null}</Fact>
            <Fact name="Thread">{placement.process.thread ?? null}</Fact>
            <Fact name="SDK">{placement.process.sdk}</Fact>
            <Fact name="Instance">
              <Id value={placement.process.instance} what="the instance id of the process" />
            </Fact>
          </Facts>
        </Section>
      )}
    </div>
  );
}

const ancestryWords = {
  partial: 'Only the parent is known, by its span id; the runs above it are not.',
  cut: 'The run is very deep: the middle of its dotted order is left out.',
};
