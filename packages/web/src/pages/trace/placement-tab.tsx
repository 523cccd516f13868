/** Why a run stands where it stands: in words, with the evidence, and how to mend what is wrong. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ExplainedFinding, RunDetail } from '../../model/answers.js';
import { traceUrl } from '../../model/page-url.js';
import { FindingCard, RunLink } from './finding-card.js';
import styles from './run-details.module.css';
import { Facts, Id, Section } from './section.js';

interface PlacementTabProps {
  run: RunDetail;
  findings: readonly ExplainedFinding[];
  names: ReadonlyMap<string, string>;
  onShow: (runId: string) => void;
}

export function PlacementTab({ run, findings, names, onShow }: PlacementTabProps): ReactNode {
  const { placement } = run;
  return (
    <div className={styles.body}>
      <Section title="How it came to its place">
        <p dir="auto" className={styles.sentenceLarge}>
          {placement.sentence}
        </p>
        <Facts
          facts={[
            ['Placed', placement.kind],
            ['Parent', run.parent_run_id === null ? 'none: a root run' : <RunLink id={run.parent_run_id} names={names} onShow={onShow} />],
            ['Ancestry', placement.ancestry === null ? null : ancestryWords[placement.ancestry]],
            ['Dotted order', run.dotted_order === null ? null : <Id value={run.dotted_order} what="the dotted order" />],
          ]}
        />
      </Section>
      <Section title="Findings">
        {findings.length === 0 ? (
          <p className={styles.none}>None: nothing about its place is in doubt.</p>
        ) : (
          <ul className={styles.cards}>
            {findings.map((finding) => (
              <li key={finding.code}>
                <FindingCard finding={finding} names={names} onShow={onShow} />
              </li>
            ))}
          </ul>
        )}
      </Section>
      {placement.remote !== null && (
        <Section title="Received, but not taken as its parent">
          <Facts
            facts={[
              ['From', placement.remote.from],
              ['Trace', <Id value={placement.remote.trace_id} what="the remote trace id" />],
              ['Span', <Id value={placement.remote.span_id} what="the remote span id" />],
            ]}
          />
        </Section>
      )}
      {placement.process !== null && (
        <Section title="Process">
          <Facts
            facts={[
              ['Host', placement.process.host ?? null],
              ['Process', placement.process.pid ?? null],
              ['Thread', placement.process.thread ?? null],
              ['SDK', placement.process.sdk],
              ['Instance', <Id value={placement.process.instance} what="the instance id of the process" />],
            ]}
          />
        </Section>
      )}
      {placement.links.length > 0 && (
        <Section title="Linked runs">
          <Facts
            facts={placement.links.map((link) => [
              link.kind,
              <Link key={link.run_id} href={traceUrl(link.trace_id, link.run_id)}>
                <code>{link.run_id}</code>
              </Link>,
            ])}
          />
        </Section>
      )}
    </div>
  );
}

const ancestryWords = {
  partial: 'Only the parent is known, by its span id; the runs above it are not.',
  cut: 'The run is very deep: the middle of its dotted order is left out.',
};
