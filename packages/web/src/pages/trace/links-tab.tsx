/** Runs that this one names without being below them, and runs that name it. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { LinkAnswer, TraceRowAnswer } from '../../model/answers.js';
import { traceUrl } from '../../model/page-url.js';
import { RunLink } from './finding-card.js';
import styles from './run-details.module.css';
import { Section } from './section.js';

/** More would hide what comes after. */
const MOST_LINKS = 50;

interface LinksTabProps {
  row: TraceRowAnswer;
  names: ReadonlyMap<string, string>;
  onShow: (runId: string) => void;
}

export function LinksTab({ row, names, onShow }: LinksTabProps): ReactNode {
  const [to, from] = [row.links ?? [], row.linked_from ?? []];
  return (
    <div className={styles.body}>
      {to.length + from.length === 0 && <p className={styles.none}>None: no run links to it, and it links to none.</p>}
      <Links title="Links to" links={to} names={names} onShow={onShow} />
      <Links title="Linked from" links={from} names={names} onShow={onShow} />
    </div>
  );
}

interface LinksProps extends Pick<LinksTabProps, 'names' | 'onShow'> {
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
