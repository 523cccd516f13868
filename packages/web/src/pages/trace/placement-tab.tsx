/** Why a run stands where it stands: in words, with the evidence, and how to mend what is wrong. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ExplainedFinding, LinkAnswer, ProcessAnswer, RunDetail, TraceRowAnswer } from '../../model/answers.js';
import { processWords } from '../../model/life.js';
import { traceUrl } from '../../model/page-url.js';
import { languageOfRun } from '../../model/remedies.js';
import { FindingCard, RunLink } from './finding-card.js';
import styles from './run-details.module.css';
import { Fact, Facts, Id, Section } from './section.js';

interface PlacementTabProps {
  run: RunDetail;
  row: TraceRowAnswer;
  /** Those of the trace. */
  processes: readonly ProcessAnswer[];
  findings: readonly ExplainedFinding[];
  names: ReadonlyMap<string, string>;
  onShow: (runId: string) => void;
}

export function PlacementTab({ run, row, processes, findings, names, onShow }: PlacementTabProps): ReactNode {
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
      <Links title="Links to" links={row.links ?? []} names={names} onShow={onShow} />
      <Links title="Linked from" links={row.linked_from ?? []} names={names} onShow={onShow} />
    </div>
  );
}

/** More would hide what comes after. */
const MOST_LINKS = 50;

interface LinksProps extends Pick<PlacementTabProps, 'names' | 'onShow'> {
  title: string;
  links: readonly LinkAnswer[];
}

function Links({ title, links, names, onShow }: LinksProps): ReactNode {
  if (links.length === 0) return null;
  return (
    <Section title={title}>
      <ul className={styles.links}>
        {links.slice(0, MOST_LINKS).map((link, index) => (
          // Nothing forbids two equal links.
          <li key={index}>
            <span dir="auto">{link.kind === '' ? 'a run' : link.kind.slice(0, 60)}</span>{' '}
            {link.row >= 0 ? (
              <RunLink id={link.run_id} names={names} onShow={onShow} />
            ) : (
              <Link href={traceUrl(link.trace_id, link.run_id)} className={styles.link}>
                <code>{link.run_id}</code> of another trace
              </Link>
            )}
          </li>
        ))}
        {links.length > MOST_LINKS && <li>and {links.length - MOST_LINKS} more</li>}
      </ul>
    </Section>
  );
}

const ancestryWords = {
  partial: 'Only the parent is known, by its span id; the runs above it are not.',
  cut: 'The run is very deep: the middle of its dotted order is left out.',
};
