/** A finding: what happened, by what it was told, and what to write against it. */
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { ExplainedFinding } from '../../model/answers.js';
import { evidenceOf, type EvidenceFact, type EvidencePart } from '../../model/evidence.js';
import { isGrave } from '../../model/findings.js';
import { findingUrl, traceUrl } from '../../model/page-url.js';
import {
  isOfLanguage,
  languageNames,
  languageOfFinding,
  remediesOf,
  type Language,
  type Remedy,
} from '../../model/remedies.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Icon } from '../../ui/icons.js';
import { Tabs } from '../../ui/tabs.js';
import styles from './finding-card.module.css';

interface FindingCardProps {
  finding: ExplainedFinding;
  /** Names of the runs of the trace, by id. */
  names: ReadonlyMap<string, string>;
  onShow: (runId: string) => void;
  /** Of the traced program, where it is known. */
  language?: Language | null;
  /** Whether to lead to the run that it was found at. */
  showsRun?: boolean;
}

export function FindingCard({
  finding,
  names,
  onShow,
  language = null,
  showsRun = false,
}: FindingCardProps): ReactNode {
  const facts = evidenceOf(finding, names);
  return (
    <article className={styles.card} data-tone={toneOf(finding)} aria-label={finding.code}>
      <header className={styles.head}>
        <Icon name="flag" size={14} />
        <Link href={findingUrl(finding.code)} className={styles.code} title="What this finding means">
          {finding.code}
        </Link>
        <span className={styles.severity}>{finding.severity}</span>
        {showsRun && finding.run_id !== null && <RunLink id={finding.run_id} names={names} onShow={onShow} />}
      </header>
      <p dir="auto" className={styles.sentence}>
        {finding.sentence}
      </p>
      {facts.length > 0 && (
        <dl className={styles.evidence}>
          {facts.map((fact) => (
            <Evidence key={fact.label} fact={fact} names={names} onShow={onShow} />
          ))}
        </dl>
      )}
      <RemedyView finding={finding} name={names.get(finding.run_id ?? '')} language={language} />
    </article>
  );
}

function toneOf(finding: ExplainedFinding): string {
  if (finding.severity === 'error') return 'error';
  return isGrave(finding) ? 'finding' : 'plain';
}

interface RemedyViewProps {
  finding: ExplainedFinding;
  /** Of the run concerned, if it is in this trace. */
  name: string | undefined;
  language: Language | null;
}

const languages: readonly Language[] = ['typescript', 'python'];

/** In the program's language until the reader chooses the other one. */
function RemedyView({ finding, name, language }: RemedyViewProps): ReactNode {
  const [chosen, setChosen] = useState<Language | null>(null);
  const remedies = remediesOf(finding, name);
  const shown = chosen ?? languageOfFinding(finding) ?? language ?? 'typescript';
  if (!isOfLanguage(remedies)) return <RemedyText remedy={remedies[shown]} />;
  return (
    <Tabs
      label="How to mend it in"
      items={languages.map((id) => ({ id, label: languageNames[id] }))}
      selected={shown}
      onSelect={setChosen}
    >
      <RemedyText remedy={remedies[shown]} />
    </Tabs>
  );
}

function RemedyText({ remedy }: { remedy: Remedy }): ReactNode {
  return (
    <div className={styles.remedy}>
      {remedy.text !== '' && <p dir="auto">{remedy.text}</p>}
      {remedy.code !== '' && <CodeBlock code={remedy.code} what="the remedy" />}
    </div>
  );
}

interface EvidenceProps {
  fact: EvidenceFact;
  names: ReadonlyMap<string, string>;
  onShow: (runId: string) => void;
}

function Evidence({ fact, names, onShow }: EvidenceProps): ReactNode {
  return (
    <>
      <dt>{fact.label}</dt>
      <dd>
        {fact.parts.map((part, index) => (
          <span key={index}>
            {index > 0 && ', '}
            <EvidenceView part={part} names={names} onShow={onShow} />
          </span>
        ))}
        {fact.moreCount > 0 && ` and ${fact.moreCount} more`}
      </dd>
    </>
  );
}

function EvidenceView({ part, names, onShow }: Omit<EvidenceProps, 'fact'> & { part: EvidencePart }): ReactNode {
  switch (part.is) {
    case 'run':
      return <RunLink id={part.id} names={names} onShow={onShow} />;
    case 'elsewhere':
      return (
        <Link href={traceUrl(part.traceId, part.runId)} className={styles.link} dir="auto">
          {part.name.slice(0, 120)}
        </Link>
      );
    case 'code':
      return <code dir="auto">{part.text}</code>;
    case 'text':
      return <span dir="auto">{part.text}</span>;
  }
}

/** Leads to a run of this trace; an id that is not in it is told as it is. */
export function RunLink({
  id,
  names,
  onShow,
}: {
  id: string;
  names: ReadonlyMap<string, string>;
  onShow: (runId: string) => void;
}): ReactNode {
  const name = names.get(id);
  if (name === undefined) return <code>{id}</code>;
  return (
    <button type="button" className={styles.link} title={id} onClick={() => onShow(id)} dir="auto">
      {name.slice(0, 120)}
    </button>
  );
}
