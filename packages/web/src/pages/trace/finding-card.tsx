/** A finding: what happened, how to mend it, and the evidence with runs to go to. */
import { Fragment, type ReactNode } from 'react';
import type { ExplainedFinding, Json } from '../../model/answers.js';
import { isGrave } from '../../model/findings.js';
import { Icon } from '../../ui/icons.js';
import styles from './finding-card.module.css';

interface FindingCardProps {
  finding: ExplainedFinding;
  /** Names of the runs of the trace, by id. */
  names: ReadonlyMap<string, string>;
  onShow: (runId: string) => void;
  /** Whether to lead to the run that it was found at. */
  showsRun?: boolean;
}

export function FindingCard({ finding, names, onShow, showsRun = false }: FindingCardProps): ReactNode {
  const evidence = Object.entries(finding.evidence ?? {}).filter(([, value]) => value !== null);
  return (
    <article className={styles.card} data-tone={toneOf(finding)} aria-label={finding.code}>
      <header className={styles.head}>
        <Icon name="flag" size={14} />
        <span className={styles.code}>{finding.code}</span>
        <span className={styles.severity}>{finding.severity}</span>
        {showsRun && finding.run_id !== null && <RunLink id={finding.run_id} names={names} onShow={onShow} />}
      </header>
      <p dir="auto" className={styles.sentence}>
        {finding.sentence}
      </p>
      {finding.remedy !== '' && (
        <p dir="auto" className={styles.remedy}>
          {finding.remedy}
        </p>
      )}
      {evidence.length > 0 && (
        <dl className={styles.evidence}>
          {evidence.map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>
                <Evidence value={value} names={names} onShow={onShow} />
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
    </article>
  );
}

function toneOf(finding: ExplainedFinding): string {
  if (finding.severity === 'error') return 'error';
  return isGrave(finding) ? 'finding' : 'plain';
}

/** More of a list would hide the rest of the card. */
const MOST = 20;

interface EvidenceProps {
  value: Json;
  names: ReadonlyMap<string, string>;
  onShow: (runId: string) => void;
}

function Evidence({ value, names, onShow }: EvidenceProps): ReactNode {
  const values = Array.isArray(value) ? value.slice(0, MOST) : [value];
  return (
    <>
      {values.map((one, index) => (
        <Fragment key={index}>
          {index > 0 && ', '}
          {names.has(idIn(one)) ? (
            <RunLink id={idIn(one)} names={names} onShow={onShow} />
          ) : (
            <span dir="auto">{typeof one === 'string' ? one : JSON.stringify(one)}</span>
          )}
        </Fragment>
      ))}
      {Array.isArray(value) && value.length > MOST && ` and ${value.length - MOST} more`}
    </>
  );
}

/** The id in evidence that names a run, by its id alone or with its name; else empty. */
function idIn(value: Json): string {
  if (typeof value === 'string') return value;
  const id = typeof value === 'object' && value !== null && !Array.isArray(value) ? value['id'] : undefined;
  return typeof id === 'string' ? id : '';
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
